/** The options of all commands: one meaning each, whichever command takes it. */

/** An option as `parseArgs` and the help want it. */
interface OptionDefinition {
  readonly type: "boolean" | "string";
  readonly short?: string;
  readonly multiple?: boolean;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly help: string;
}

/** Every option by its name. */
export const OPTIONS = {
  from: { type: "string", value: "FILE", help: "table, archive (tar, zip) or directory, also compressed; - is standard input; default /proc/kallsyms" },
  member: { type: "string", value: "PATH", help: "which file of the archive or directory is the table" },
  modules: { type: "string", value: "FILE", help: "/proc/modules of the same moment: tells where modules end (up to Linux 6.3)" },
  json: { type: "boolean", help: "one JSON object a line" },
  color: { type: "string", value: "WHEN", help: "auto (on a terminal, unless NO_COLOR is set), always or never" },
  quiet: { type: "boolean", short: "q", help: "no warnings and notes on standard error, errors only" },
  help: { type: "boolean", short: "h", help: "this help" },
  version: { type: "boolean", help: "version of the package and its core" },

  count: { type: "boolean", short: "c", help: "numbers only" },
  limit: { type: "string", value: "N", help: "at most N of them; 0 is all" },
  offset: { type: "string", value: "N", help: "pass over the first N" },
  strict: { type: "boolean", help: "exit 1 where a name is ambiguous" },

  match: { type: "string", value: "KIND", help: "substring (default), exact, prefix, glob, regex or fuzzy" },
  "ignore-case": { type: "boolean", short: "i", help: "upper and lower case are the same" },
  owner: { type: "string", multiple: true, value: "OWNER", help: "only this owner's: a module, bpf, …; system is the kernel image" },
  type: { type: "string", value: "LETTERS", help: "any of these type letters, such as tT" },
  "from-address": { type: "string", value: "ADDRESS", help: "lowest address" },
  "to-address": { type: "string", value: "ADDRESS", help: "address above the highest" },
  ambiguous: { type: "boolean", help: "only names at more than one address" },
  shared: { type: "boolean", help: "only addresses with more than one symbol" },
  fold: { type: "boolean", help: "also match without .isra.0, .cold, __pfx_ and the like, and by a Rust path" },

  change: { type: "string", multiple: true, value: "KIND", help: "only added, removed, moved, resized, retyped, reowned or ambiguous symbols" },

  kernel: { type: "string", value: "VERSION", help: "release that the probe is for, such as 6.1.176; default the newest rules" },
  check: { type: "string", value: "FILE", help: "lint a list of probe names" },
  "available-filter-functions": { type: "string", value: "FILE", help: "/sys/kernel/tracing/available_filter_functions of the same boot" },
  blacklist: { type: "string", value: "FILE", help: "/sys/kernel/debug/kprobes/blacklist of the same boot" },


  log: { type: "string", value: "PATH", help: "the log to decode of an archive or folder, as kallsyms check lists it" },
  markdown: { type: "boolean", help: "Markdown: summary, what isn't clear as a table, the annotated log" },
  all: { type: "boolean", help: "every file, also those of no use" },

  format: { type: "string", value: "FORMAT", help: "csv, tsv, json, ndjson or system-map" },
} as const satisfies Record<string, OptionDefinition>;

/** Name of an option. */
export type OptionName = keyof typeof OPTIONS;

/** Options that every command takes. */
export const GLOBAL_OPTIONS = ["from", "member", "modules", "json", "color", "quiet", "help", "version"] as const satisfies readonly OptionName[];

/** An option as it is typed: `--limit N`, `-q, --quiet`. */
export function spelled(name: OptionName): string {
  const { short, value }: OptionDefinition = OPTIONS[name];
  return `${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
}
