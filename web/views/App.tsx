/** The whole page: what stands where. */

import { dialog } from "../state/commands.js";
import { panelShown } from "../state/selection.js";
import { view } from "../state/view.js";
import { AtlasView } from "./AtlasView.js";
import { CompareView } from "./CompareView.js";
import { DropOverlay } from "./DropOverlay.js";
import { FailureNote } from "./FailureNote.js";
import { FilesView } from "./FilesView.js";
import { Header } from "./Header.js";
import { Help } from "./Help.js";
import { LoadingBar } from "./LoadingBar.js";
import { LogView } from "./LogView.js";
import { Notice } from "./Notice.js";
import { OverviewView } from "./OverviewView.js";
import { Palette } from "./Palette.js";
import { Panel } from "./Panel.js";
import { Privacy } from "./Privacy.js";
import { SymbolsView } from "./SymbolsView.js";
import { Tabs } from "./Tabs.js";
import { Toast } from "./Toast.js";
import { useShortcuts } from "./shortcuts.js";

export function App() {
  useShortcuts();
  return (
    <>
      <Header />
      <main class={panelShown.value ? "main main-panel" : "main"}>
        <LoadingBar />
        <FailureNote />
        <Notice />
        <div class="tabs-row">
          <Tabs />
          <Privacy />
        </div>
        <div id="view" class="view" role="tabpanel" aria-labelledby={`tab-${view.value}`}>
          {view.value === "symbols" && <SymbolsView />}
          {view.value === "overview" && <OverviewView />}
          {view.value === "ambiguity" && <AtlasView />}
          {view.value === "log" && <LogView />}
          {view.value === "compare" && <CompareView />}
          {view.value === "files" && <FilesView />}
        </div>
        <Panel />
      </main>
      <DropOverlay />
      {dialog.value === "palette" && <Palette />}
      {dialog.value === "help" && <Help />}
      <Toast />
    </>
  );
}
