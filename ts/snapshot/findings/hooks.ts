/** Findings on hooks: kprobes and ftrace trampolines whose addresses belong to nobody, or to code made at run time. */

import { formatAddress } from "../../core/address.js";
import { isGenerated } from "../belongs-modules.js";
import type { HookAddress } from "../facts.js";
import { counted, number, shortened } from "../finding-words.js";
import { finding } from "./finding.js";
import type { Finding } from "./finding.js";
import type { Subject } from "./subject.js";

/** No symbol, in what `resolveBatch` gives. */
const NONE = 0xffff_ffff;

/** Resolves every hook; where addresses are hidden, in the table or in the list of hooks, nothing can be told. */
export function hookFindings({ facts, table: { path, table } }: Subject): Finding[] {
  const hooks = facts.hooks.filter(({ address }) => address !== 0n && address >> 64n === 0n);
  if (table.restricted || hooks.length === 0) return [];
  const { index } = table.resolveBatch(BigUint64Array.from(hooks, ({ address }) => address));
  const ownerOf = (at: number) => (index[at] === NONE ? undefined : table.at(index[at] as number)?.owner);
  const nowhere = hooks.filter((_, at) => ownerOf(at) === undefined);
  const generated = hooks.filter((_, at) => isGenerated(ownerOf(at) ?? ""));
  return [...withoutOwner(path, nowhere, hooks.length), ...inGenerated(path, generated)];
}

function withoutOwner(path: string, hooks: readonly HookAddress[], of: number): Finding[] {
  if (hooks.length === 0) return [];
  return [
    finding({
      code: "hook-without-owner",
      severity: "check",
      title: "Hooks lead to addresses of no owner",
      text:
        `${counted(hooks.length, "hook address", "hook addresses")} of ${number(of)} lie${hooks.length === 1 ? "s" : ""} in no symbol of the table. ` +
        "Trampolines that ftrace made after the table was taken do that, and so does code that hides itself: look at what the list says of each.",
      evidence: hooks.map(shown),
      paths: [...new Set([...hooks.map((hook) => hook.path), path])],
    }),
  ];
}

function inGenerated(path: string, hooks: readonly HookAddress[]): Finding[] {
  if (hooks.length === 0) return [];
  return [
    finding({
      code: "hook-in-generated-code",
      severity: "note",
      title: "Hooks lead to code that was made at run time",
      text:
        `${counted(hooks.length, "hook address", "hook addresses")} belong${hooks.length === 1 ? "s" : ""} to BPF programs or to trampolines of ftrace and kprobes: ` +
        "usual on a machine that is traced.",
      evidence: hooks.map(shown),
      paths: [...new Set([...hooks.map((hook) => hook.path), path])],
    }),
  ];
}

function shown({ path, line, address, text }: HookAddress): string {
  return `${formatAddress(address)} (${shortened(path)}:${line}): ${text.trim()}`;
}
