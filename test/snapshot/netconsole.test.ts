// netconsole's fragments: joined where they are, told where they are lost.

import { expect, test } from "vitest";

import { joinNetconsole } from "../../ts/snapshot/netconsole.js";
import { bytes, text } from "./support.js";

function join(log: string) {
  const { bytes: joined, ...told } = joinNetconsole(bytes(log));
  return { log: text(joined), ...told };
}

const WHOLE = { joined: 0, incomplete: 0, missing: 0 };

test("a log without fragments stays as it is", () => {
  const log = bytes("6,339,5140900,-;NET\n SUBSYSTEM=net\n\xff\n");
  expect(joinNetconsole(log).bytes).toBe(log);
  expect(join("6,339,5140900,-;NET\n")).toEqual({ log: "6,339,5140900,-;NET\n", ...WHOLE });
});

test("fragments on lines of their own", () => {
  expect(join("6,415,1,-;before\n6,416,1758426,-,ncfrag=0/31;the first chunk,\n6,416,1758426,-,ncfrag=16/31; the 2nd chunk.\n6,417,2,-;after\n")).toEqual({
    log: "6,415,1,-;before\n6,416,1758426,-;the first chunk, the 2nd chunk.\n6,417,2,-;after\n",
    ...WHOLE,
    joined: 1,
  });
});

test("fragments that run into each other, as netcat writes them", () => {
  expect(join("6,416,1758426,-,ncfrag=0/31;the first chunk,6,416,1758426,-,ncfrag=16/31; the 2nd chunk.\n").log).toBe("6,416,1758426,-;the first chunk, the 2nd chunk.\n");
  // Where a text ends in digits, only the offsets tell where the next head begins.
  expect(join("6,416,1758426,-,ncfrag=0/8;is 46,416,1758426,-,ncfrag=4/8;2 !!\n").log).toBe("6,416,1758426,-;is 42 !!\n");
});

test("in any order, twice, and between other messages", () => {
  const lines = ["4,7,70,-,caller=T12,ncfrag=4/12;efgh", "6,8,80,-;other", "4,7,70,-,caller=T12,ncfrag=0/12;abcd", "4,7,70,-,caller=T12,ncfrag=4/12;efgh", "4,7,70,-,caller=T12,ncfrag=8/12;ijkl"];
  expect(join(`${lines.join("\n")}\n`)).toEqual({ log: "4,7,70,-,caller=T12;abcdefghijkl\n6,8,80,-;other\n", ...WHOLE, joined: 1 });
});

test("what a receiver writes first stays with the first fragment; a release may stand in the head", () => {
  const log = "Jan 11 22:31:37 10.0.0.2 6.4.0-rc1,6,444,501151268,-,ncfrag=0/8;abcd\nJan 11 22:31:37 10.0.0.2 6.4.0-rc1,6,444,501151268,-,ncfrag=4/8;efgh\nJan 11 22:31:38 10.0.0.2 x\n";
  expect(join(log).log).toBe("Jan 11 22:31:37 10.0.0.2 6.4.0-rc1,6,444,501151268,-;abcdefgh\nJan 11 22:31:38 10.0.0.2 x\n");
});

test("lines of a message's dictionary belong to it", () => {
  const text = "usb 1-1: new\n SUBSYSTEM=usb\n DEVICE=c189:3";
  const log = `6,5,50,-,ncfrag=0/${text.length};${text.slice(0, 20)}\n6,5,50,-,ncfrag=20/${text.length};${text.slice(20)}\n6,6,60,-;next\n`;
  expect(join(log).log).toBe(`6,5,50,-;${text}\n6,6,60,-;next\n`);
});

test("lost fragments leave a mark, wherever they stood", () => {
  const fragment = (offset: number, part: string) => `6,5,50,-,ncfrag=${offset}/12;${part}\n`;
  expect(join(fragment(0, "abcd") + fragment(8, "ijkl"))).toEqual({ log: "6,5,50,-;abcd[… 4 bytes lost …]ijkl\n", ...WHOLE, joined: 1, incomplete: 1 });
  expect(join(fragment(4, "efgh") + fragment(8, "ijkl")).log).toBe("6,5,50,-;[… 4 bytes lost …]efghijkl\n");
  expect(join(fragment(0, "abcd")).log).toBe("6,5,50,-;abcd[… 8 bytes lost …]\n");
});

test("messages that never arrived are counted, over reboots", () => {
  expect(join("6,10,1,-;a\n6,11,1,-;b\n6,15,1,-;c\n6,13,1,-;late\n").missing).toBe(2);
  expect(join("6,5000,1,-;a\n6,5001,1,-;b\n6,1,1,-;boot\n6,3,1,-;d\n").missing).toBe(1);
  expect(join("6,4,1,-,ncfrag=0/4;ab\n6,4,1,-,ncfrag=2/4;cd\n6,6,1,-;d\n").missing).toBe(1);
});

test("nothing is lost of what is no fragment, and absurd heads do no harm", () => {
  for (const log of ["x,ncfrag=0/4;abc\n", "6,1,1,-,ncfrag=9/4;abc\n", "6,1,1,-,ncfrag=99999999999/1;x\n", ",ncfrag=", "6,1,1,-,ncfrag=0/0;\n", "6,1,1,-,ncfrag=0/9999999999;x"]) {
    const { log: joined } = join(log);
    for (const word of ["abc", "x"]) if (log.includes(word)) expect(joined).toContain(word);
  }
  const many = "6,1,1,-,ncfrag=0/4;".repeat(20_000);
  expect(joinNetconsole(bytes(many)).joined).toBe(1);
});
