/** The program `kallsyms`: from the words of a command line to an exit status. */

import { provideModule } from "../core/module.js";
import { readModule } from "../node/module-file.js";
import { addrCommand } from "./addr.js";
import { checkCommand } from "./check.js";
import { colorOf, parseArguments } from "./arguments.js";
import type { ParsedArguments } from "./arguments.js";
import type { Command } from "./command.js";
import { decodeCommand } from "./decode.js";
import { diffCommand } from "./diff.js";
import { duplicatesCommand } from "./duplicates.js";
import { EXIT, FileError, UsageError } from "./exit.js";
import type { ExitStatus } from "./exit.js";
import { exportCommand } from "./export.js";
import { commandHelp, programHelp } from "./help.js";
import { infoCommand } from "./info.js";
import { kprobeCommand } from "./kprobe.js";
import { Messages } from "./messages.js";
import { nameCommand } from "./name.js";
import { Output } from "./output.js";
import { searchCommand } from "./search.js";
import { styleFor } from "./style.js";
import type { ColorChoice } from "./style.js";
import { versionText } from "./version.js";

const COMMANDS: readonly Command[] = [infoCommand, nameCommand, addrCommand, searchCommand, duplicatesCommand, kprobeCommand, decodeCommand, diffCommand, checkCommand, exportCommand];

async function main(words: readonly string[]): Promise<ExitStatus> {
  try {
    return await obey(parseArguments(words, COMMANDS));
  } catch (error) {
    explain(error);
    return EXIT.failed;
  }
}

async function obey(parsed: ParsedArguments): Promise<ExitStatus> {
  const { command, options } = parsed;
  const output = new Output(process.stdout);
  if (options.version === true) return say(output, versionText());
  if (options.help === true) return say(output, command === undefined ? programHelp(COMMANDS) : commandHelp(command));
  if (command === undefined) throw new UsageError(`missing command, one of ${COMMANDS.map(({ name }) => name).join(", ")}; kallsyms --help tells more`);
  const color = colorOf(options);
  return command.run({
    operands: parsed.operands,
    options,
    output,
    messages: messagesTo(color, options.quiet === true),
    style: styleFor(color, process.stdout, process.env),
    isTerminal: process.stdout.isTTY,
  });
}

async function say(output: Output, text: string): Promise<ExitStatus> {
  await output.write([text]);
  return EXIT.found;
}

/** Tells an error; what nobody foresaw comes with its trace, as a defect of this program. */
function explain(error: unknown): void {
  const messages = messagesTo("auto", false);
  if (error instanceof FileError) messages.error({ file: error.file, line: error.line }, error.message);
  else if (error instanceof UsageError) messages.error({ file: "kallsyms" }, error.message);
  else if (error instanceof Error) messages.error({ file: "kallsyms" }, "code" in error ? error.message : `defect in this program: ${error.stack ?? error.message}`);
  else messages.error({ file: "kallsyms" }, String(error));
}

function messagesTo(color: ColorChoice, isQuiet: boolean): Messages {
  return new Messages(process.stderr, styleFor(color, process.stderr, process.env), isQuiet);
}

/** A reader that has seen enough closes the pipe: nothing is wrong, and nobody is left to write for. */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(EXIT.found);
  explain(new FileError("<stdout>", `can't be written: ${error.message}`));
  process.exit(EXIT.failed);
}

provideModule(readModule);
process.stdout.on("error", onOutputError);
process.stderr.on("error", () => {});
process.on("SIGINT", () => process.exit(EXIT.interrupted));
process.exitCode = await main(process.argv.slice(2));
