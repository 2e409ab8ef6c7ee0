/** What to know of the files that were just opened, where nothing failed: what was left undone, and what came with the table. */

import type { View } from "../query/hash.js";
import { isToCheck } from "../state/members.js";
import { notice, snapshot, summaryShown, table } from "../state/table.js";
import type { OpenSnapshot } from "../state/table.js";
import { view } from "../state/view.js";
import { plainName } from "../text/names.js";
import { count, counted } from "../text/numbers.js";

export function Notice() {
  const files = summaryShown.value ? snapshot.value : undefined;
  return (
    <div class="notice" role="status">
      {notice.value !== "" && <p class="note">{plainName(notice.value)}</p>}
      {files !== undefined && <Came files={files} />}
    </div>
  );
}

function Came({ files }: { files: OpenSnapshot }) {
  const { name, members, logs, findings } = files;
  const toCheck = findings.filter(isToCheck).length;
  const used = members.filter(({ chosen }) => chosen).length;
  return (
    <div class="note note-came">
      <p>
        {plainName(name)}: <Link to="files">{used === members.length ? `${counted(used, "file")} used` : `${count(used)} of ${counted(members.length, "file")} used`}</Link>
        {logs.length > 0 && (
          <>
            {" · "}
            <Link to="log">{counted(logs.length, "log")}</Link>
          </>
        )}
        {toCheck > 0 && (
          <>
            {" · "}
            <Link to="overview">{`${counted(toCheck, "thing")} to check`}</Link>
          </>
        )}
        {files.missing !== undefined && logs.length > 0 && table.value !== undefined && <Foreign />}
      </p>
      <button type="button" class="button note-close" onClick={() => (summaryShown.value = false)}>
        Dismiss
      </button>
    </div>
  );
}

/** Without a table of their own the files are read by that of somebody else. */
function Foreign() {
  const { isSample, name } = table.value ?? { isSample: false, name: "" };
  return (
    <span class="note-amber">
      {" "}
      No symbol table is among them: logs are decoded against {isSample ? "the sample, another kernel’s table" : plainName(name)}. Add the /proc/kallsyms of the same boot in Files.
    </span>
  );
}

function Link({ to, children }: { to: View; children: string }) {
  return (
    <button type="button" class="link" onClick={() => (view.value = to)}>
      {children}
    </button>
  );
}
