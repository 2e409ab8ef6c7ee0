// trace-cmd's files, made here: the kallsyms section of versions 6 and 7.

import { deflateSync } from "node:zlib";

import { expect, test } from "vitest";

import { SourceError } from "../../ts/core/errors.js";
import { findKallsyms } from "../../ts/snapshot/trace-dat.js";
import { ByteReader } from "../../ts/source/reader.js";
import { bytes, text } from "./support.js";

const KALLSYMS = "ffffffff81000000 T _stext\nffffffffc0401000 t nf_init\t[nf_tables]\n";

/** Numbers in a byte order. */
function writer(isLittle: boolean) {
  const number = (length: number) => (value: number) => {
    const digits = Uint8Array.from({ length }, (_, at) => Math.floor(value / 256 ** at) % 256);
    return isLittle ? digits : digits.reverse();
  };
  const [u16, u32, u64] = [number(2), number(4), number(8)];
  const sized = (data: string) => bytes(u64(data.length), data);
  return { u16, u32, u64, sized };
}

function head(version: string, isLittle: boolean): Uint8Array {
  return bytes("\x17\x08Dtracing", `${version}\0`, Uint8Array.of(isLittle ? 0 : 1, 8), writer(isLittle).u32(4096));
}

function version6(isLittle: boolean, kallsyms: string): Uint8Array {
  const { u32, sized } = writer(isLittle);
  const formats = bytes(u32(2), sized("name: function\n"), sized("name: print\n"));
  return bytes(head("6", isLittle), "header_page\0", sized("field: u64"), "header_event\0", sized("# compressed"), formats, u32(1), "sched\0", formats, u32(kallsyms.length), kallsyms, u32(3), "abc", "the rest");
}

function version7(compression: string, section: Uint8Array, flags: number, isLittle = true): Uint8Array {
  const { u16, u32, u64 } = writer(isLittle);
  const wrapped = (id: number, data: Uint8Array, bits: number) => bytes(u16(id), u16(bits), u32(0), u64(data.length), data);
  return bytes(head("7", isLittle), `${compression}\0${"1.0"}\0`, u64(0), wrapped(16, bytes("header"), 0), wrapped(18, new Uint8Array(70_000), 1), wrapped(19, section, flags), wrapped(3, bytes("data"), 0));
}

/** A zstd frame of one raw block. */
function zstd(data: Uint8Array): Uint8Array {
  const block = (data.length << 3) | 1;
  return bytes(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, data.length, block & 0xff, block >> 8, 0), data);
}

async function* inPieces(file: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += length) yield file.subarray(at, at + length);
}

async function kallsymsOf(file: Uint8Array, pieces = 1000): Promise<string> {
  const section = await findKallsyms(new ByteReader(inPieces(file, pieces)));
  if (typeof section === "string") return section;
  const parts: Uint8Array[] = [];
  for await (const part of section.text) parts.push(part);
  return text(bytes(...parts));
}

test.each([
  ["little", true],
  ["big", false],
])("version 6, %s-endian, in pieces of any size", async (_, isLittle) => {
  for (const pieces of [1, 7, 1000]) expect(await kallsymsOf(version6(isLittle, KALLSYMS), pieces)).toBe(KALLSYMS);
});

const { u32 } = writer(true);
const SECTION = bytes(u32(KALLSYMS.length), KALLSYMS);

test.each([
  ["none", "none", SECTION, 0],
  ["zlib", "zlib", compressed(deflateSync(SECTION)), 1],
  ["zstd", "zstd", compressed(zstd(SECTION)), 1],
  ["a file that could compress and didn't", "zlib", SECTION, 0],
])("version 7, compression: %s", async (_, compression, section, flags) => {
  for (const pieces of [1, 1000]) expect(await kallsymsOf(version7(compression, section, flags), pieces)).toBe(KALLSYMS);
});

function compressed(data: Uint8Array): Uint8Array {
  return bytes(u32(data.length), u32(SECTION.length), data);
}

test("what there isn't, and what can't be read, is told", async () => {
  expect(await kallsymsOf(version6(true, ""))).toBe("without kallsyms");
  expect(await kallsymsOf(version7("lz4", compressed(bytes("x")), 1))).toContain("compressed by lz4");
  expect(await kallsymsOf(bytes(head("5", true), "…"))).toContain('version "5"');
  const { u16, u64 } = writer(true);
  expect(await kallsymsOf(bytes(head("7", true), "none\0\0", u64(0)))).toBe("without kallsyms");
  expect(await kallsymsOf(bytes(head("7", true), "none\0\0", u64(0), u16(3), u16(0), u32(0), u64(4), "data"))).toContain("before its buffers");
});

test("cut at any byte it is an error or a shorter text, never something else", async () => {
  for (const file of [version6(true, KALLSYMS), version7("none", SECTION, 0).subarray(70_000)]) {
    for (let length = 0; length < file.length - 30; length += 1) {
      const read = await kallsymsOf(file.subarray(0, length)).catch((error: unknown) => error);
      if (!(read instanceof SourceError)) expect(["without kallsyms", KALLSYMS].some((whole) => whole === read) || /^of version/.test(read as string), String(read)).toBe(true);
    }
  }
});

test("sections of absurd sizes are damage", async () => {
  const { u64 } = writer(true);
  await expect(kallsymsOf(bytes(head("6", true), "header_page\0", u64(2 ** 40)))).rejects.toThrow("claims to have");
  await expect(kallsymsOf(bytes(head("6", true), "something else\0"))).rejects.toThrow("isn't where it must be");
  await expect(kallsymsOf(bytes(head("6", true), "x".repeat(5000)))).rejects.toThrow("has no end");
});
