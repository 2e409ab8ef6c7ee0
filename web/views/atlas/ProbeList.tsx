/** A list of probes: pasted, checked against the table, and told which of them are safe. */

import { checkList, checked, isChecking, isRelease, kernel, probeText, probesFailure } from "../../state/atlas-probes.js";
import type { OpenTable } from "../../state/table.js";
import { ExplanationText } from "../FailureNote.js";
import { LIST_ID } from "../list/focus.js";
import { ProbeResults } from "./ProbeResults.js";

const FORMS = ["vfs_read", "ext4:init_once", "do_sys_open+0x10", "p:mine vfs_write %di", "kprobe:tcp_sendmsg"].join("\n");

export function ProbeList({ open }: { open: OpenTable }) {
  return (
    <>
      {probesFailure.value !== undefined && (
        <div class="note note-error" role="alert">
          <div class="note-text">
            <ExplanationText explanation={probesFailure.value} />
          </div>
        </div>
      )}
      {checked.value === undefined ? <ListInput isHidden={open.facts.report.restricted} /> : <ProbeResults list={checked.value} />}
    </>
  );
}

function ListInput({ isHidden }: { isHidden: boolean }) {
  const submit = (event: Event) => {
    event.preventDefault();
    checkList();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
  };
  return (
    <form class="probe-input" onSubmit={submit}>
      {isHidden && <p class="note atlas-hidden">This table hides its addresses: which names are ambiguous or absent can be told, but not where a probe attaches.</p>}
      <label class="probe-paste">
        <span>Paste the names of probes, one a line</span>
        <textarea
          id={LIST_ID}
          class="mono"
          value={probeText.value}
          onInput={(event) => (probeText.value = event.currentTarget.value)}
          onKeyDown={onKeyDown}
          spellcheck={false}
          autocapitalize="off"
          placeholder={FORMS}
          aria-describedby="probe-forms"
        />
      </label>
      <p id="probe-forms" class="dim">
        Names, OWNER:NAME, NAME+0x10; lines of kprobe_events, of bpftrace, of libbpf. What follows # is a comment.
      </p>
      <div class="probe-ways">
        <label class="probe-kernel">
          Kernel release{" "}
          <input
            class="mono"
            type="text"
            value={kernel.value}
            onInput={(event) => (kernel.value = event.currentTarget.value)}
            spellcheck={false}
            placeholder="6.1.176"
            aria-invalid={!isRelease.value}
            aria-describedby="probe-release"
          />
        </label>
        <button type="submit" class="button button-main" disabled={isChecking.value || probeText.value.trim() === "" || !isRelease.value}>
          {isChecking.value ? "Checking…" : "Check"}
        </button>
        <p id="probe-release" class="dim">
          {isRelease.value ? "Kernels differ in what they do with an ambiguous name. Without a release: the newest ones." : "Give a release such as 6.1.176, or the text of /proc/version."}
        </p>
      </div>
    </form>
  );
}
