/** `kallsyms kprobe`: how to attach to each address of a name, and what attaching by the name does. */

import { formatAddress } from "../core/address.js";
import { json } from "../table/json.js";
import type { KprobeOptions, KprobeOutcome, KprobePlan, KprobeTarget } from "../table/kprobe.js";
import { absence } from "../table/lookup.js";
import { parseProbe } from "../table/probe-text.js";
import type { Probe } from "../table/probe-text.js";
import type { KernelSymbolTable } from "../table/table.js";
import { ownerOf, requireNone, requireSome } from "./arguments.js";
import { checkList } from "./check-probes.js";
import type { Command, Invocation } from "./command.js";
import { EXIT, UsageError } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { openTable, requireOneReader } from "./input.js";
import { kernelFacts, planOptions, requireRelease, withSnapshot } from "./kernel-facts.js";
import { counted, Rows } from "./row.js";
import type { Style } from "./style.js";
import { visibleName, visibleText } from "./visible.js";

/** Prints attach specs, or lints a list of probes. */
export const kprobeCommand: Command = {
  name: "kprobe",
  operands: "NAME[+OFFSET]…",
  summary: "how to attach a kprobe to each address of a name; --check lints a list",
  details: [
    "For each address of NAME, specs that attach there and nowhere else, for tracefs, bpftrace and libbpf, and livepatch's",
    "sympos; and what attaching by the bare name does: attaches, refused, picks-one, never-armed or absent. OWNER:NAME is",
    "one owner's, as --owner; OFFSET is read as the kernel reads it (0x10, 020 and 16 are the same).",
    "--check FILE takes a probe a line, # begins a comment; prints FILE:LINE: PROBE: what is wrong, and exits with 1 if a",
    "probe is ambiguous, absent or refused. Lines for kprobe_events (p:group/event NAME), bpftrace's kprobe:NAME and libbpf's",
    "kprobe/NAME are probes, too, and those of returns.",
    'With --json a line for each address: {"query","symbol","sympos","nameIsUnique","tracefs","bpftrace","libbpf","outcome"},',
    '"unprobeable" too where no kprobe can be there; for an absent NAME one line whose symbol is null. With --check a line for',
    'each finding: {"file","line","query","status","why"}.',
  ],
  options: ["kernel", "owner", "check", "available-filter-functions", "blacklist", "strict"],
  examples: [
    { command: "kallsyms kprobe init_once --kernel 6.1.176", effect: "each function of that name, and what 6.1.176 makes of the bare name" },
    { command: "kallsyms kprobe ext4:init_once vfs_read+0x10 --json", effect: "one module's, and a place inside a function, for a script" },
    { command: "kallsyms kprobe --check probes.txt --kernel 5.10.223 --from kallsyms.xz", effect: "in CI: fails if a probe isn't what it seems" },
  ],
  run,
};

async function run(invocation: Invocation): Promise<ExitStatus> {
  const { options, operands } = invocation;
  requireRelease(options);
  requireOneReader(options.from, options.modules, options.check, options["available-filter-functions"], options.blacklist);
  const owner = ownerOf(options, kprobeCommand);
  if (options.check !== undefined) {
    requireNone(operands, kprobeCommand);
    return checkList(invocation, options.check, owner);
  }
  return planProbes(invocation, requireSome(operands, kprobeCommand).map((text) => probeOf(text, owner)));
}

function probeOf(text: string, owner: string | undefined): Probe {
  const probe = parseProbe(text);
  if (typeof probe === "string") throw new UsageError(probe);
  return { ...probe, owner: probe.owner ?? owner };
}

async function planProbes(invocation: Invocation, probes: readonly Probe[]): Promise<ExitStatus> {
  const { options, output, messages, style } = invocation;
  const given = await kernelFacts(options);
  const opened = await openTable(invocation, { addresses: true });
  const facts = withSnapshot(given, opened, messages);
  const { table, file } = opened;
  const rows = new Rows(table, style);
  let status: ExitStatus = EXIT.found;
  for (const [at, probe] of probes.entries()) {
    const plan = table.kprobePlan(probe.name, planOptions(facts, probe));
    if (options.json === true) await output.write(jsonLines(probe, plan));
    else await output.write([at > 0 ? "\n" : "", ...textLines(probe, plan, rows, facts)]);
    if (plan.targets.length === 0) messages.note({ file }, absence(probe.name, probe.owner, lookup(table, probe), visibleName));
    if (plan.targets.length === 0 || (plan.targets.length > 1 && options.strict === true)) status = EXIT.absent;
  }
  return status;
}

function lookup(table: KernelSymbolTable, { name, owner }: Probe) {
  return table.lookup(name, { owner });
}

function* jsonLines({ text }: Probe, { targets, outcome }: KprobePlan): Generator<string> {
  for (const target of targets) yield `${json({ query: text, ...jsonTarget(target) })}\n`;
  if (targets.length > 0) return;
  const nothing = { symbol: null, sympos: null, nameIsUnique: null, tracefs: null, bpftrace: null, libbpf: null };
  yield `${json({ query: text, ...nothing, outcome: jsonOutcome(outcome) })}\n`;
}

function jsonTarget({ symbol, sympos, nameIsUnique, tracefs, bpftrace, libbpf, outcome, unprobeable }: KprobeTarget) {
  const { name, address, type, owner, size, index } = symbol;
  return {
    symbol: { name, address, type, owner, size: size ?? null, index },
    sympos,
    nameIsUnique,
    tracefs,
    bpftrace,
    libbpf,
    outcome: jsonOutcome(outcome),
    ...(unprobeable === undefined ? {} : { unprobeable }),
  };
}

function jsonOutcome({ result, errno, why }: KprobeOutcome) {
  return { result, errno: errno ?? null, why };
}

/** The name and what becomes of it, then each of its addresses. */
function* textLines(probe: Probe, { targets, outcome }: KprobePlan, rows: Rows, { kernel }: KprobeOptions): Generator<string> {
  const { style } = rows;
  yield `${style.strong(visibleName(probe.text))}  ${verdict(targets, style)}\n`;
  yield `  by name${kernel === undefined ? "" : ` on ${visibleText(kernel)}`}  ${outcomeText(outcome, style)}\n`;
  for (const target of targets) {
    yield `\n  ${rows.symbol(target.symbol)}\n`;
    if (probe.offset > 0n) yield spec("place", rows.address(target.address));
    yield* specs(target, style);
    if (target.outcome.why !== outcome.why) yield spec("by name", outcomeText(target.outcome, style));
  }
}

function verdict(targets: readonly KprobeTarget[], style: Style): string {
  const [first] = targets;
  if (first === undefined) return style.bad("absent");
  if (targets.length > 1) return style.caution(`ambiguous: ${counted(targets.length, "address", "addresses")}`);
  return first.nameIsUnique ? style.good("unique") : style.caution("one address here, but other symbols have the name");
}

function outcomeText({ result, errno, why }: KprobeOutcome, style: Style): string {
  const color = result === "attaches" ? style.good : result === "picks-one" ? style.caution : style.bad;
  return `${color(errno === undefined ? result : `${result}, ${errno}`)}: ${visibleText(why)}`;
}

function* specs({ tracefs, bpftrace, libbpf, sympos, unprobeable }: KprobeTarget, style: Style): Generator<string> {
  if (tracefs !== null) yield spec("tracefs", visibleText(tracefs));
  if (bpftrace !== null) yield spec("bpftrace", visibleText(bpftrace));
  if (libbpf !== null) yield spec("libbpf", `func_name ${libbpf.funcName === null ? "NULL" : visibleText(JSON.stringify(libbpf.funcName))}, offset ${formatAddress(libbpf.offset)}`);
  if (sympos > 0) yield spec("livepatch", `sympos ${sympos}`);
  if (unprobeable !== undefined) yield spec("no probe", style.bad(visibleText(unprobeable)));
  else if (tracefs === null && bpftrace === null && libbpf === null) yield spec("no probe", style.bad("a kprobe can't be here"));
}

function spec(label: string, text: string): string {
  return `    ${label.padEnd(9)}  ${text}\n`;
}
