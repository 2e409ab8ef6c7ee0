/** The view that is chosen. */

import { later } from "../start/later.js";
import { view } from "../state/view.js";
import { FilesView } from "./FilesView.js";
import { SymbolsView } from "./SymbolsView.js";

export function View() {
  if (view.value === "symbols") return <SymbolsView />;
  if (view.value === "files") return <FilesView />;
  if (later.value === undefined) return <p class="nothing">This view is on its way.</p>;
  const { AtlasView, CompareView, LogView, OverviewView } = later.value;
  if (view.value === "overview") return <OverviewView />;
  if (view.value === "ambiguity") return <AtlasView />;
  return view.value === "log" ? <LogView /> : <CompareView />;
}
