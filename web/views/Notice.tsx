/** What was left undone with the last files, told where nothing failed. */

import { notice } from "../state/table.js";
import { plainName } from "../text/names.js";

export function Notice() {
  return <div class="notice" role="status">{notice.value !== "" && <p class="note">{plainName(notice.value)}</p>}</div>;
}
