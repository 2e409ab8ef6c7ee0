/** The help texts. */

import type { Command } from "./command.js";
import { GLOBAL_OPTIONS, OPTIONS, spelled } from "./options.js";
import type { OptionName } from "./options.js";

const EXIT_LINES = [
  "0 found, 1 something absent (or ambiguous with --strict), 2 usage or unreadable input, 130 interrupted.",
  "Answers go to standard output; warnings and errors, as FILE:LINE: message, to standard error.",
];

/** Help on the program. */
export function programHelp(commands: readonly Command[]): string {
  return [
    "kallsyms answers questions about a Linux kernel's symbol table.",
    section("Usage", ["kallsyms COMMAND [ARGUMENT…] [--from FILE] [--json]"]),
    section("Commands", columns(commands.map(({ name, operands, summary }) => [`${name} ${operands}`.trim(), summary]))),
    section("Options of every command", optionLines(GLOBAL_OPTIONS)),
    section("Examples", [
      "kallsyms info --from sosreport/proc/kallsyms.xz     what a saved table is like, and whether it is whole",
      "kallsyms addr ffffffff81339df4                      which function the running kernel has there",
      "kallsyms kprobe init_once --kernel 6.1.176          how to probe each of the functions of one name",
    ]),
    section("Exit status", EXIT_LINES),
    "\nkallsyms COMMAND --help tells more.\n",
  ].join("\n");
}

/** Help on one command. */
export function commandHelp(command: Command): string {
  const { name, operands, summary, details, options, examples } = command;
  return [
    `kallsyms ${name}: ${summary}.`,
    section("Usage", [`kallsyms ${name} ${operands === "" ? "" : `${operands} `}[OPTION…]`]),
    section("What it prints", details),
    ...(options.length === 0 ? [] : [section("Options", optionLines(options))]),
    section("Options of every command", optionLines(GLOBAL_OPTIONS)),
    section("Examples", examples.flatMap((example) => [example.command, `    ${example.effect}`])),
    `${section("Exit status", EXIT_LINES)}\n`,
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string {
  return `\n${title}:\n${lines.map((line) => `  ${line}\n`).join("")}`.trimEnd();
}

function optionLines(names: readonly OptionName[]): string[] {
  return columns(names.map((name) => [spelled(name), OPTIONS[name].help]));
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}
