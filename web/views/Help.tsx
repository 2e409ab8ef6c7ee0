/** The keys of the page, and what the search box takes. */

import { COMMANDS, LIST_KEYS, lettersWork, setLettersWork } from "../state/commands.js";
import { Dialog, closeDialog } from "./Dialog.js";
import { Keys } from "./Keys.js";

/** What can be written into the search box. */
const SEARCHES: readonly (readonly [example: string, finds: string])[] = [
  ["vfs_read", "the name, then names that hold it"],
  ["=vfs_read", "this name and no other"],
  ["~tcpsm", "these characters in this order"],
  ["tcp_*_rcv", "a glob for the whole name: * ? [a-z]"],
  ["/^tcp_.*sk$/i", "a regular expression; i for any case"],
  ["ffffffff81000000", "what covers the address; several, parted by blanks"],
  ["0xc0100000-0xc0200000", "symbols from the first to before the second"],
  ["vfs_read+0x10/0x310", "what covers each address of the name plus the offset"],
];

export function Help() {
  return (
    <Dialog class="help" label="Keys and help">
      <div class="help-head">
        <h2>Keys and help</h2>
        <button type="button" class="button" onClick={closeDialog}>
          Close
        </button>
      </div>
      <div class="help-parts">
        <section>
          <h3>Search</h3>
          <dl>
            {SEARCHES.map(([example, finds]) => (
              <div key={example} class="help-line">
                <dt>
                  <code>{example}</code>
                </dt>
                <dd>{finds}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h3>Anywhere</h3>
          <dl>
            {COMMANDS.filter(({ keys }) => keys !== undefined).map(({ id, title, keys = [] }) => (
              <div key={id} class="help-line">
                <dt>
                  <Keys keys={keys} />
                </dt>
                <dd>{title}</dd>
              </div>
            ))}
          </dl>
          <label class="help-letters">
            <input type="checkbox" checked={lettersWork.value} onChange={(event) => setLettersWork(event.currentTarget.checked)} /> Keys that are one letter or sign work outside of lists
          </label>
        </section>
        <section>
          <h3>In a list</h3>
          <dl>
            {LIST_KEYS.map(([keys, does]) => (
              <div key={does} class="help-line">
                <dt>
                  <Keys keys={keys} />
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
