/** `kallsyms kprobe --check`: which probes of a list aren't what they seem, line by line. */

import { json } from "../table/json.js";
import { checkProbes } from "../table/probes.js";
import type { Invocation } from "./command.js";
import { EXIT } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { openTable, readText } from "./input.js";
import { kernelFacts, withSnapshot } from "./kernel-facts.js";
import { shownFile } from "./messages.js";
import { counted } from "./row.js";
import { visibleName, visibleText } from "./visible.js";

/** Lints the probes in a file; `owner` is for those that name none. */
export async function checkList(invocation: Invocation, path: string, owner: string | undefined): Promise<ExitStatus> {
  const { options, output, messages, style } = invocation;
  const given = await kernelFacts(options);
  const list = new TextDecoder().decode(await readText(path));
  const opened = await openTable(invocation);
  const facts = withSnapshot(given, opened, messages);
  const file = shownFile(path);
  let [probes, findings] = [0, 0];
  for (const { line, text, status, why } of checkProbes(opened.table, list, { ...facts, owner, show: visibleName })) {
    probes++;
    if (status === "attaches" || status === "unchecked") continue;
    findings++;
    const shown = `${style.strong(visibleText(`${file}:${line}:`))} ${visibleName(text)}: ${style.bad(status)}: ${visibleText(why)}`;
    await output.write([options.json === true ? `${json({ file, line, query: text, status, why })}\n` : `${shown}\n`]);
  }
  if (probes === 0) messages.warn({ file }, "holds no probe");
  else messages.remark(summary(probes, findings));
  return findings > 0 ? EXIT.absent : EXIT.found;
}

function summary(probes: number, findings: number): string {
  if (findings === 0) return `${counted(probes, "probe")}, each at one address`;
  return `${findings} of ${counted(probes, "probe")} ${findings === 1 ? "fails" : "fail"}`;
}
