/** The words of a command line, taken apart and checked. */

import { parseArgs } from "node:util";
import { parseAddress } from "../core/address.js";
import type { Command } from "./command.js";
import { UsageError } from "./exit.js";
import { GLOBAL_OPTIONS, OPTIONS, spelled } from "./options.js";
import type { OptionName } from "./options.js";
import type { ColorChoice } from "./style.js";

/** The options that were given. */
export type OptionValues = ReturnType<typeof split>["values"];

/** A command line in parts. */
export interface ParsedArguments {
  readonly command: Command | undefined;
  readonly operands: readonly string[];
  readonly options: OptionValues;
}

/**
 * Takes a command line apart.
 *
 * @throws {@link UsageError} for unknown commands and options, and for options that the command doesn't take.
 */
export function parseArguments(words: readonly string[], commands: readonly Command[]): ParsedArguments {
  const { values, positionals } = splitOrExplain(words);
  const [name, ...operands] = positionals;
  if (name === undefined) return { command: undefined, operands, options: values };
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    throw new UsageError(`unknown command ${JSON.stringify(name)}; the commands are ${commands.map((known) => known.name).join(", ")}`);
  }
  requireOwnOptions(command, values);
  return { command, operands, options: values };
}

function split(words: readonly string[]) {
  return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true, strict: true });
}

function splitOrExplain(words: readonly string[]): ReturnType<typeof split> {
  try {
    return split(words);
  } catch (error) {
    throw explain(error);
  }
}

/** What `parseArgs` says in several sentences, in one line. */
function explain(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || !String(error.code).startsWith("ERR_PARSE_ARGS")) return error;
  const [sentence = ""] = error.message.split(/\. |\n/);
  const option = /'(.*?)'/.exec(sentence)?.[1] ?? "";
  if (error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    return new UsageError(`unknown option ${option}; --help lists the options, and what begins with - and is none comes after --`);
  }
  const name = /--([a-z-]+)/.exec(option)?.[1];
  if (name !== undefined && name in OPTIONS) return new UsageError(`${misused(name as OptionName)}; --help lists the options`);
  return new UsageError(`${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}; --help lists the options`);
}

function misused(name: OptionName): string {
  return OPTIONS[name].type === "string" ? `--${name} needs a value: ${spelled(name)} (--${name}=… for one that begins with -)` : `--${name} takes no value`;
}

function requireOwnOptions(command: Command, values: OptionValues): void {
  const taken: readonly string[] = [...GLOBAL_OPTIONS, ...command.options];
  const foreign = Object.keys(values).find((name) => !taken.includes(name));
  if (foreign !== undefined) throw new UsageError(`${command.name} doesn't take --${foreign}; ${hint(command.name)} lists what it takes`);
}

/** The command that helps. */
export function hint(command: string): string {
  return `kallsyms ${command} --help`;
}

/** All operands, of which there must be one at least. */
export function requireSome(operands: readonly string[], command: Command): readonly string[] {
  if (operands.length === 0) throw new UsageError(`${command.name} needs an argument: kallsyms ${command.name} ${command.operands}`);
  return operands;
}

/** Refuses operands where there is nothing to do with them. */
export function requireNone(operands: readonly string[], command: Command): void {
  if (operands.length > 0) throw new UsageError(`${command.name} takes no argument ${JSON.stringify(operands[0])}; --from names the table`);
}

/** A count from 0 that an option gives. */
export function countOf(options: OptionValues, name: "limit" | "offset"): number | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  if (!/^\d{1,15}$/.test(value)) throw new UsageError(`--${name} is ${JSON.stringify(value)}; give a number from 0`);
  return Number(value);
}

/** The most that is to be shown. */
export function limitOf(options: OptionValues, otherwise = Infinity): number {
  const limit = countOf(options, "limit") ?? otherwise;
  return limit === 0 ? Infinity : limit;
}

/** The one owner that a command takes. */
export function ownerOf(options: OptionValues, command: Command): string | undefined {
  const { owner = [] } = options;
  if (owner.length > 1) throw new UsageError(`${command.name} takes one --owner; run it once for each, or use search`);
  return owner[0];
}

/** The address that a text stands for, or `undefined`. */
export function addressFrom(text: string): bigint | undefined {
  try {
    return parseAddress(text);
  } catch {
    return undefined;
  }
}

/** When to colour. */
export function colorOf({ color = "auto" }: OptionValues): ColorChoice {
  if (color === "auto" || color === "always" || color === "never") return color;
  throw new UsageError(`--color is ${JSON.stringify(color)}; give auto, always or never`);
}
