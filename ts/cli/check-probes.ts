/** `kallsyms kprobe --check`: which probes of a list aren't what they seem, line by line. */

import { json } from "../table/json.js";
import type { KprobeOptions } from "../table/kprobe.js";
import type { KernelSymbolTable } from "../table/table.js";
import type { Invocation } from "./command.js";
import { EXIT } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { openTable, readText } from "./input.js";
import { shownFile } from "./messages.js";
import { absence } from "./name.js";
import { kernelFacts, parseProbe, planOptions, withSnapshot } from "./probe.js";
import type { Probe } from "./probe.js";
import { counted } from "./row.js";
import { visibleName, visibleText } from "./visible.js";

/** Symbols of a name of which a plan is made; no function has so many. */
const MOST_PLANNED = 1000;

/** A line of the list that holds a probe. */
interface ListedProbe {
  readonly line: number;
  readonly text: string;
}

/** What is wrong with one. */
interface Finding {
  readonly status: "malformed" | "absent" | "ambiguous" | "refused" | "picks-one" | "never-armed";
  readonly why: string;
}

/** Lints the probes in a file; `owner` is for those that name none. */
export async function checkProbes(invocation: Invocation, path: string, owner: string | undefined): Promise<ExitStatus> {
  const { options, output, messages, style } = invocation;
  const given = await kernelFacts(options);
  const probes = listedProbes(new TextDecoder().decode(await readText(path)));
  const opened = await openTable(invocation);
  const { table } = opened;
  const facts = withSnapshot(given, opened, messages);
  const file = shownFile(path);
  let findings = 0;
  for (const { line, text } of probes) {
    const finding = check(table, text, owner, facts);
    if (finding === undefined) continue;
    findings++;
    const { status, why } = finding;
    const shown = `${style.strong(visibleText(`${file}:${line}:`))} ${visibleName(text)}: ${style.bad(status)}: ${visibleText(why)}`;
    await output.write([options.json === true ? `${json({ file, line, query: text, status, why })}\n` : `${shown}\n`]);
  }
  if (probes.length === 0) messages.warn({ file }, "holds no probe");
  else messages.remark(summary(probes.length, findings));
  return findings > 0 ? EXIT.absent : EXIT.found;
}

/** Probes with their line numbers: what is left of each line without comment and blanks around. */
function listedProbes(text: string): ListedProbe[] {
  const lines = text.split("\n").map((line, at) => ({ line: at + 1, text: line.replace(/(^|\s)#.*$/s, "").trim() }));
  return lines.filter((probe) => probe.text !== "");
}

function check(table: KernelSymbolTable, text: string, owner: string | undefined, facts: KprobeOptions): Finding | undefined {
  const parsed = parseProbe(text);
  if (typeof parsed === "string") return { status: "malformed", why: parsed };
  const probe = { ...parsed, owner: parsed.owner ?? owner };
  const found = table.lookup(probe.name, { owner: probe.owner });
  if (found.status === "absent") return { status: "absent", why: absence(probe.name, probe.owner, found) };
  // A local label among the probes must not hold up the lint of the others.
  const outcome = found.symbols.length > MOST_PLANNED ? undefined : outcomeOf(table, probe, facts);
  if (found.status === "ambiguous") return { status: "ambiguous", why: `${places(found.symbols, table.restricted)}${outcome === undefined ? "" : `; ${outcome.status}: ${outcome.why}`}` };
  return outcome?.status === "attaches" ? undefined : (outcome as Finding | undefined);
}

/** What attaching by the name does; not known where the addresses are hidden. */
function outcomeOf(table: KernelSymbolTable, probe: Probe, facts: KprobeOptions) {
  if (table.restricted) return undefined;
  const { targets, outcome } = table.kprobePlan(probe.name, planOptions(facts, probe));
  const unprobeable = targets[0]?.unprobeable;
  if (targets.length === 1 && unprobeable !== undefined) return { status: "refused" as const, why: unprobeable };
  return { status: outcome.result, why: outcome.errno === undefined ? outcome.why : `${outcome.errno}: ${outcome.why}` };
}

function places(symbols: readonly { readonly address: bigint }[], isRestricted: boolean): string {
  if (isRestricted) return counted(symbols.length, "symbol");
  return counted(new Set(symbols.map(({ address }) => address)).size, "address", "addresses");
}

function summary(probes: number, findings: number): string {
  if (findings === 0) return `${counted(probes, "probe")}, each at one address`;
  return `${findings} of ${counted(probes, "probe")} ${findings === 1 ? "fails" : "fail"}`;
}
