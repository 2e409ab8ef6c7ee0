/** Answers the requests of worker/atlas-protocol.ts. */

import type { CrashSnapshot } from "kallsyms";
import type { Atlas } from "./atlas/atlas.js";
import type { AtlasExchange } from "./atlas-protocol.js";
import type { HandlersOf, RequireHeld } from "./handlers-of.js";
import type { LoadedTable } from "./load.js";

/** Only who looks at the atlas loads what makes it. */
const program = () => import("./atlas/atlas.js");

export function atlasHandlers(held: RequireHeld): HandlersOf<AtlasExchange> {
  let made: { readonly of: LoadedTable; readonly atlas: Atlas } | undefined;

  /** The atlas of the table that is held now. */
  async function atlas(): Promise<Atlas> {
    const { loaded } = held();
    const { Atlas } = await program();
    if (made?.of !== loaded) made = { of: loaded, atlas: new Atlas(loaded) };
    return made.atlas;
  }

  /** What the snapshot tells of its own table's kernel. */
  function known(): CrashSnapshot | undefined {
    const { loaded, snapshot } = held();
    return snapshot?.table === loaded.table ? snapshot : undefined;
  }

  return {
    atlasNames: async (question) => (await atlas()).names.answer(question),
    atlasNameRows: async ({ places }) => (await atlas()).names.rows(places),
    atlasShared: async (question) => (await atlas()).shared.answer(question),
    atlasSharedRows: async ({ places }) => (await atlas()).shared.rows(places),
    probeList: async (ask) => (await atlas()).probes.start(ask, known()),
    probeListMore: async ({ list }) => (await atlas()).probes.more(list),
    probeDetails: async (ask) => (await atlas()).probes.details(ask, known()),
  };
}
