/** Answers the requests of worker/compare-protocol.ts: holds the other table beside the open one, and what differs. */

import type { HandlersOf, RequireHeld } from "./handlers-of.js";
import type { CompareExchange, Side } from "./compare-protocol.js";
import { choose } from "./compare/choose.js";
import { Compared } from "./compare/compared.js";
import { writtenChanges } from "./compare/file.js";
import type { LoadedTable } from "./load.js";
import { openSource, openedOf } from "./open.js";
import type { Held } from "./open.js";
import type { Opened } from "./protocol.js";

/** The other table, with what the page is told of its files. */
interface Other {
  readonly loaded: LoadedTable;
  readonly opened: Opened;
}

export function compareHandlers(held: RequireHeld): HandlersOf<CompareExchange> {
  let other: Other | undefined;
  let compared: Compared | undefined;
  let load: AbortController | undefined;

  const requireCompared = () => {
    if (compared === undefined) throw new Error("no tables are compared in this worker");
    return compared;
  };
  const put = (next: Other | undefined, difference: Compared | undefined) => {
    if (next !== other) other?.loaded.table.free();
    other = next;
    compared = difference;
  };

  return {
    compare: async ({ source, choice, open }, onProgress) => {
      load?.abort();
      const { signal } = (load = new AbortController());
      const next = await loadOther(() => openSource(source, choice, onProgress, signal), signal);
      try {
        const difference = compareAs(open, held().loaded, next.loaded);
        await letIn(signal);
        put(next, difference);
      } catch (error) {
        next.loaded.table.free();
        throw error;
      }
      return { opened: next.opened, comparison: requireCompared().facts };
    },
    compareCancel: () => {
      load?.abort();
      return {};
    },
    compareAs: ({ open }) => {
      if (other === undefined) throw new Error("there is no other table in this worker");
      put(other, compareAs(open, held().loaded, other.loaded));
      return { comparison: requireCompared().facts };
    },
    compareEnd: () => {
      load?.abort();
      put(undefined, undefined);
      return {};
    },
    changes: (filter) => choose(requireCompared(), filter),
    changeRows: ({ places }) => requireCompared().rows(places),
    changesFile: ({ places, format }) => ({ file: writtenChanges(requireCompared(), places, format) }),
  };
}

function compareAs(open: Side, mine: LoadedTable, other: LoadedTable): Compared {
  return open === "old" ? new Compared(mine, other) : new Compared(other, mine);
}

/** @throws Why there is no table, where there is none. */
async function loadOther(open: () => Promise<Held>, signal: AbortSignal): Promise<Other> {
  const held = await open();
  const { loaded, snapshot } = held;
  if (loaded === undefined) {
    snapshot?.requireTable();
    throw new Error("the files hold no table");
  }
  try {
    await letIn(signal);
    return { loaded, opened: openedOf(held) };
  } catch (error) {
    loaded.table.free();
    throw error;
  }
}

/** Building indexes and comparing hold the thread: a request to cancel that came meanwhile is heard before it is too late. */
async function letIn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal.throwIfAborted();
}
