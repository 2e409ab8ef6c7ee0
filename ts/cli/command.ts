/** What a command is, and what it is run with. */

import type { ExitStatus } from "./exit.js";
import type { Messages } from "./messages.js";
import type { OptionName } from "./options.js";
import type { Output } from "./output.js";
import type { Style } from "./style.js";
import type { OptionValues } from "./arguments.js";

/** A command line, taken apart, and where its answer goes. */
export interface Invocation {
  /** The arguments after the command's name. */
  readonly operands: readonly string[];
  readonly options: OptionValues;
  readonly output: Output;
  readonly messages: Messages;
  /** Style of standard output. */
  readonly style: Style;
  /** Whether a terminal reads standard output. */
  readonly isTerminal: boolean;
}

/** A command that is typed, and what it does. */
export interface Example {
  readonly command: string;
  readonly effect: string;
}

/** One command of the program. */
export interface Command {
  readonly name: string;
  /** The arguments after the name, such as `NAME…`; empty where there are none. */
  readonly operands: string;
  /** What it answers, in a few words. */
  readonly summary: string;
  /** What a reader of its output needs to know, one line an entry. */
  readonly details: readonly string[];
  /** Options beside those that every command takes. */
  readonly options: readonly OptionName[];
  readonly examples: readonly [Example, Example, Example];
  /** Checks the arguments, loads the table, answers. */
  readonly run: (invocation: Invocation) => Promise<ExitStatus>;
}
