/** The short word about what was just done. */

import { toast } from "../state/toast.js";
import { plainName } from "../text/names.js";

export function Toast() {
  return (
    <div class="toast" role="status">
      {toast.value !== "" && <p class="toast-text">{plainName(toast.value)}</p>}
    </div>
  );
}
