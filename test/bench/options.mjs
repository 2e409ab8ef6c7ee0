// The words after `npm run bench --`.
import { parseArgs } from "node:util";

export const USAGE = `npm run bench -- [--quick] [--rounds N] [--from FILE…] [--snapshot] [--page] [--markdown] [--json FILE]

  --quick      one table, 3 rounds
  --rounds N   rounds that count (7)
  --from FILE  a symbol table, plain, gzip or xz; may be given several times, and more files may follow
  --snapshot   decoding of logs (*.log beside the table) and opening of archives instead
  --page       the analyzer page in Chromium instead, with the table and with a million made rows
  --markdown   a table for a README
  --json FILE  every sample

The environment's KALLSYMS_CORPUS names a folder; every kallsyms.xz in a folder of it is measured instead of the fixtures.`;

/** @param {string[]} words */
export function readOptions(words) {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      rounds: { type: "string" },
      from: { type: "string", multiple: true, default: [] },
      snapshot: { type: "boolean", default: false },
      page: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const { quick = false, from = [], snapshot = false, page = false, markdown = false, json, help = false } = values;
  const rounds = Number(values.rounds ?? (quick ? 3 : 7));
  if (!Number.isInteger(rounds) || rounds < 1) throw new TypeError(`--rounds is ${values.rounds}, expected a number from 1`);
  return { quick, rounds, from: [...from, ...positionals], snapshot, page, markdown, json, help };
}
