import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { readSource } from "../../ts/source/source.js";
import type { ByteSource } from "../../ts/source/source.js";
import { SMALL, collect, cut, failure, fixture, silentStream } from "./support.js";

const GZ = new Uint8Array(gzipSync(SMALL));

async function* asynchronously(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

function aligned(bytes: Uint8Array): Uint16Array {
  return new Uint16Array(bytes.slice(0, bytes.length & ~1).buffer);
}

const KINDS: Readonly<Record<string, (bytes: Uint8Array) => ByteSource>> = {
  Uint8Array: (bytes) => bytes,
  "Uint8Array in the middle of a buffer": (bytes) => Buffer.concat([Buffer.alloc(3), bytes, Buffer.alloc(5)]).subarray(3, 3 + bytes.length),
  ArrayBuffer: (bytes) => bytes.slice().buffer as ArrayBuffer,
  DataView: (bytes) => new DataView(bytes.slice().buffer),
  Blob: (bytes) => new Blob([bytes.slice()]),
  File: (bytes) => new File([bytes.slice()], "kallsyms.txt"),
  Response: (bytes) => new Response(bytes.slice()),
  ReadableStream: (bytes) => streamOf(cut(bytes, [10, 10, 100])),
  "byte stream": (bytes) => new Blob([bytes.slice()]).stream(),
  AsyncIterable: (bytes) => asynchronously(cut(bytes, [1, 2, 50])),
  "array of chunks": (bytes) => cut(bytes, [0, 5, 5, 300]),
  "Set of chunks": (bytes) => new Set(cut(bytes, [7])),
};

describe.each(Object.entries(KINDS))("%s", (_, make) => {
  test("is read, plain and compressed", async () => {
    expect(await collect(make(SMALL))).toEqual(SMALL);
    expect(await collect(make(GZ))).toEqual(SMALL);
  });

  test("may be empty", async () => {
    expect(await collect(make(new Uint8Array(0)))).toEqual(new Uint8Array(0));
  });

  test("tells progress that only grows, to its whole length", async () => {
    const seen: { bytes: number; totalBytes?: number }[] = [];
    await collect(make(GZ), { onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ bytes }) => bytes)).toEqual(seen.map(({ bytes }) => bytes).sort((a, b) => a - b));
    expect(seen.at(-1)?.bytes).toBe(GZ.length);
    for (const { totalBytes } of seen) expect(totalBytes ?? GZ.length).toBe(GZ.length);
  });
});

test("views of wider numbers give the bytes under them", async () => {
  expect(await collect(aligned(SMALL))).toEqual(SMALL.subarray(0, SMALL.length & ~1));
});

test("plain chunks of any size pass unchanged, and none is empty", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), fc.array(fc.nat(100)), async (noise, borders) => {
      const bytes = Uint8Array.from([0x20, ...noise]);
      const chunks = cut(bytes, borders);
      const seen: Uint8Array[] = [];
      for await (const chunk of readSource(chunks)) seen.push(chunk);
      expect(seen.every((chunk) => chunk.length > 0)).toBe(true);
      expect(Buffer.concat(seen).equals(bytes)).toBe(true);
    }),
  );
});

test("large bytes come as views of at most 1 MiB", async () => {
  const bytes = new Uint8Array(3 * 2 ** 20 + 17);
  const lengths: number[] = [];
  for await (const chunk of readSource(bytes)) {
    expect(chunk.buffer).toBe(bytes.buffer);
    lengths.push(chunk.length);
  }
  expect(lengths).toEqual([2 ** 20, 2 ** 20, 2 ** 20, 17]);
});

test("what is handed in isn't changed", async () => {
  const bytes = fixture("blocks.xz");
  const before = bytes.slice();
  await collect(cut(bytes, [1, 50, 51, 200]));
  expect(bytes).toEqual(before);
});

describe("totalBytes", () => {
  async function totals(source: ByteSource): Promise<Set<number | undefined>> {
    const seen = new Set<number | undefined>();
    await collect(source, { onProgress: (progress) => seen.add(progress.totalBytes) });
    return seen;
  }

  test("is known for bytes and blobs, not for streams", async () => {
    expect(await totals(GZ)).toEqual(new Set([GZ.length]));
    expect(await totals(new Blob([GZ]))).toEqual(new Set([GZ.length]));
    expect(await totals(streamOf([GZ]))).toEqual(new Set([undefined]));
  });

  test("is the Content-Length of a response that isn't encoded", async () => {
    const length = { "content-length": String(GZ.length) };
    expect(await totals(new Response(GZ, { headers: length }))).toEqual(new Set([GZ.length]));
    expect(await totals(new Response(GZ, { headers: { ...length, "content-encoding": "gzip" } }))).toEqual(new Set([undefined]));
    expect(await totals(new Response(GZ, { headers: { "content-length": "many" } }))).toEqual(new Set([undefined]));
  });
});

describe("what is no source", () => {
  async function typeError(source: unknown): Promise<string> {
    const error: unknown = await collect(source as ByteSource).then(() => undefined, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    return (error as TypeError).message;
  }

  test("a string is told from bytes and from a path", async () => {
    expect(await typeError("/proc/kallsyms")).toMatch(/TextEncoder.*openKallsyms.*kallsyms\/node/);
    expect(await typeError(["text"])).toMatch(/not a string: encode text/);
  });

  test.each([
    [undefined, "undefined"],
    [null, "null"],
    [42, "a number"],
    [{}, "an Object"],
    [() => 0, "a function"],
    [[1, 2], "a number"],
    [new Date(), "a Date"],
  ])("%s", async (junk, name) => {
    expect(await typeError(junk)).toContain(`not ${name}`);
  });

  test("shared memory, a locked stream and a used body", async () => {
    expect(await typeError(new Uint8Array(new SharedArrayBuffer(8)))).toContain("slice()");
    const locked = streamOf([GZ]);
    locked.getReader();
    expect(await typeError(locked)).toContain("another reader");
    const used = new Response(GZ);
    await used.arrayBuffer();
    expect(await typeError(used)).toContain("fetch it again");
  });

  test("a response that isn't ok", async () => {
    const error = await failure(new Response("no", { status: 404, statusText: "Not Found" }), SMALL);
    expect(error).toMatchObject({ code: "SOURCE_HTTP", message: expect.stringContaining("404 Not Found") });
    expect(await failure(Response.error(), SMALL)).toMatchObject({ code: "SOURCE_HTTP" });
  });
});

describe("abort", () => {
  const reason = new Error("enough");

  test("before: nothing is read", async () => {
    const { stream } = silentStream();
    await expect(collect(stream, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(stream.locked).toBe(false);
  });

  test("while a stream is awaited: it is cancelled with the reason", async () => {
    const { stream, cancelledWith } = silentStream();
    const controller = new AbortController();
    const reading = collect(stream, { signal: controller.signal });
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    expect(cancelledWith).toEqual([reason]);
    expect(stream.locked).toBe(false);
  });

  test("while an iterator is awaited that never answers: it is told to return", async () => {
    let isReturned = false;
    const silent: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          isReturned = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const controller = new AbortController();
    const reading = collect(silent, { signal: controller.signal });
    await Promise.resolve();
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    expect(isReturned).toBe(true);
  });

  test.each([["plain", SMALL], ["gzip", GZ], ["xz", fixture("streams.xz")], ["zstd", fixture("frames.zst")]])("between chunks of %s", async (_, bytes) => {
    const controller = new AbortController();
    let isReturned = false;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        for (const byte of bytes) yield Uint8Array.of(byte);
      } finally {
        isReturned = true;
      }
    }
    const onProgress = ({ bytes: read }: { bytes: number }): void => {
      if (read === 100) controller.abort(reason);
    };
    await expect(collect(chunks(), { signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(isReturned).toBe(true);
  });

  test("inside large bytes", async () => {
    const controller = new AbortController();
    let seen = 0;
    const reading = (async () => {
      for await (const chunk of readSource(new Uint8Array(2 ** 23), { signal: controller.signal })) {
        seen += chunk.length;
        controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(seen).toBe(2 ** 20);
  });

  test("after the end: nothing happens, and no listener is left", async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: unknown[]): void => {
      listeners += 1;
      Reflect.apply(addEventListener, signal, args);
    };
    signal.removeEventListener = (...args: unknown[]): void => {
      listeners -= 1;
      Reflect.apply(removeEventListener, signal, args);
    };
    expect(await collect(streamOf([GZ]), { signal })).toEqual(SMALL);
    expect(listeners).toBe(0);
    controller.abort(reason);
  });
});

describe("an early return", () => {
  test.each([["plain", SMALL], ["gzip", GZ], ["xz", fixture("streams.xz")], ["zstd", fixture("frames.zst")], ["xz in gzip", gzipSync(fixture("streams.xz"))]])(
    "cancels the stream under %s",
    async (_, bytes) => {
      let isCancelled = false;
      const endless = new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.enqueue(new Uint8Array(bytes));
        },
        cancel() {
          isCancelled = true;
        },
      });
      for await (const chunk of readSource(endless)) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect(isCancelled).toBe(true);
      expect(endless.locked).toBe(false);
    },
  );

  test("returns the iterator", async () => {
    let isReturned = false;
    function* chunks(): Generator<Uint8Array> {
      try {
        for (;;) yield SMALL;
      } finally {
        isReturned = true;
      }
    }
    for await (const _ of readSource(chunks())) break;
    expect(isReturned).toBe(true);
  });
});

test("damage cancels the stream", async () => {
  let isCancelled = false;
  const damaged = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(Uint8Array.of(0x1f, 0x8b, 0xff, 0xff));
    },
    cancel() {
      isCancelled = true;
    },
  });
  expect(await failure(damaged, SMALL)).toMatchObject({ code: "SOURCE_DAMAGED" });
  expect(isCancelled).toBe(true);
});

test("the source's own error passes as it is", async () => {
  const own = new Error("disk on fire");
  const failing = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(own);
    },
  });
  await expect(collect(failing)).rejects.toBe(own);
});
