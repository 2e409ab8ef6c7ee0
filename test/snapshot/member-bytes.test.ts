// Reading one member: its head, its end within a limit, whole lines of a damaged one.

import { expect, test } from "vitest";

import { SourceError } from "../../ts/core/errors.js";
import { MemberBytes } from "../../ts/snapshot/member-bytes.js";
import type { Member } from "../../ts/source/members.js";
import { bytes, text } from "./support.js";

/** A member of some chunks, which may fail after them. */
function member(chunks: readonly string[], failure?: Error): Member {
  return {
    path: "m",
    bytes: undefined,
    note: undefined,
    async *read() {
      for (const chunk of chunks) yield bytes(chunk);
      if (failure !== undefined) throw failure;
    },
  };
}

const CUT = new SourceError("SOURCE_TRUNCATED", "it is cut off");

async function lines(data: MemberBytes, limit = 1000): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of data.wholeLines(limit)) parts.push(part);
  return text(bytes(...parts));
}

test("the head is read again by what reads on", async () => {
  const data = new MemberBytes(member(["ab", "cd"]));
  expect(text(await data.head())).toBe("abcd");
  expect(text((await data.first(100)).bytes)).toBe("abcd");
  expect(data.size).toBe(4);
});

test("damage ends a member, and is told", async () => {
  const data = new MemberBytes(member(["ab"], CUT));
  expect(text(await data.head())).toBe("ab");
  expect(data).toMatchObject({ damage: "it is cut off", size: undefined });
});

test("what is no damage is thrown", async () => {
  const abort = new DOMException("stop", "AbortError");
  await expect(new MemberBytes(member(["ab"], abort)).head()).rejects.toBe(abort);
});

test("the first bytes, and that there are more", async () => {
  expect(await new MemberBytes(member(["abc", "def"])).first(4)).toEqual({ bytes: bytes("abcd"), before: 0, linesBefore: 0, after: 2 });
  expect(await new MemberBytes(member(["abc"])).first(3)).toMatchObject({ after: 0 });
});

test("the last lines, and how many are before", async () => {
  const log = Array.from({ length: 1000 }, (_, at) => `line ${at}\n`);
  const whole = log.join("");
  for (const limit of [1, 8, 9, 10, 100, 5000, whole.length - 1]) {
    for (const chunks of [log, [whole], ["x", ...log].join("").slice(1).match(/[^]{1,37}/g) as string[]]) {
      const { bytes: kept, before, linesBefore, after } = await new MemberBytes(member(chunks)).last(limit);
      expect(before + kept.length).toBe(whole.length);
      expect(kept.length).toBeLessThanOrEqual(limit);
      expect(kept.length).toBeGreaterThan(limit - 10);
      expect(text(kept)).toBe(log.slice(linesBefore).join(""));
      expect(after).toBe(0);
    }
  }
  expect(await new MemberBytes(member(log)).last(whole.length)).toEqual({ bytes: bytes(whole), before: 0, linesBefore: 0, after: 0 });
});

test("a table that is cut off ends with a whole line", async () => {
  expect(await lines(new MemberBytes(member(["a\nb", "c\nde"], CUT)))).toBe("a\nbc\n");
  expect(await lines(new MemberBytes(member([..."a\nbc\nde"], CUT)))).toBe("a\nbc\n");
  expect(await lines(new MemberBytes(member([..."a\nbc\nde"])))).toBe("a\nbc\nde");
  const long = new MemberBytes(member(["ab\ncd\nef\n"]));
  expect(await lines(long, 7)).toBe("ab\ncd\n");
  expect(long.damage).toContain("more than 7 bytes");
});
