/** The rows of an answer to the search. */

import type { TableWorker } from "../worker/client.js";
import type { Answer, Row } from "../worker/protocol.js";
import { Blocks } from "./blocks.js";

let answers = 0;

/** An answer of any length, of which some rows are here. */
export class ResultRows extends Blocks<Row> {
  readonly answer: Answer;
  /** Which answer it is, counted from 1: tells whoever watches the page that another one is shown. */
  readonly serial = ++answers;

  constructor(worker: TableWorker, answer: Answer) {
    super(answer.total, answer.first, (start, end) => worker.ask("rows", { indices: indicesOf(answer, start, end) }));
    this.answer = answer;
  }

  /** Index of the symbol at a position. */
  indexAt(position: number): number | undefined {
    const { indices, total } = this.answer;
    if (position < 0 || position >= total) return undefined;
    return indices === undefined ? position : indices[position];
  }
}

function indicesOf({ indices }: Answer, start: number, end: number): Uint32Array {
  return indices?.slice(start, end) ?? Uint32Array.from({ length: end - start }, (_, at) => start + at);
}
