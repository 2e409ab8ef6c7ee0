/** The counts of an answer and what the name stands for, in one line that is also read aloud. */

import type { Answer } from "../worker/protocol.js";
import { count, counted } from "../text/numbers.js";
import { AmbiguousMark } from "./Marks.js";

export function Summary({ answer, size }: { answer: Answer; size: number }) {
  return (
    <>
      <strong>{count(answer.total)}</strong> of {count(size)}
      <Status answer={answer} />
      {answer.uncovered > 0 && answer.total > 0 && <> · {counted(answer.uncovered, "address", "addresses")} covered by no symbol</>}
      {answer.leftOut > 0 && <> · {counted(answer.leftOut, "further address", "further addresses")} not looked at</>}
    </>
  );
}

function Status({ answer }: { answer: Answer }) {
  const { exact, status, total } = answer;
  const { reading } = answer.question;
  if (reading.as === "addresses") return reading.addresses.length === 1 && total > 1 ? <> · all of these names cover the address</> : null;
  const isName = reading.as === "name" || reading.as === "exact";
  if (status === "absent") return isName && total > 0 ? <> · no name is exactly this</> : null;
  if (status === "unique") return <> · the name is unique{isName && othersText(total - exact)}</>;
  if (status === undefined) return null;
  return (
    <>
      {" · "}
      <AmbiguousMark /> {isName ? `${counted(exact, "symbol")} of this name${othersText(total - exact)}` : "the name has several addresses; what covers each is listed"}
    </>
  );
}

function othersText(others: number): string {
  return others > 0 ? `, ${counted(others, "other name holds", "other names hold")} it` : "";
}
