/** The whole page: what stands where. */

import { panelShown } from "../state/selection.js";
import { DropOverlay } from "./DropOverlay.js";
import { FailureNote } from "./FailureNote.js";
import { Header } from "./Header.js";
import { LoadingBar } from "./LoadingBar.js";
import { Notice } from "./Notice.js";
import { Panel } from "./Panel.js";
import { Results } from "./Results.js";
import { SearchBox } from "./SearchBox.js";
import { SourceBar } from "./SourceBar.js";
import { useShortcuts } from "./shortcuts.js";

export function App() {
  useShortcuts();
  return (
    <>
      <Header />
      <main class={panelShown.value ? "main main-panel" : "main"}>
        <SourceBar />
        <LoadingBar />
        <FailureNote />
        <Notice />
        <SearchBox />
        <Results />
        <Panel />
      </main>
      <DropOverlay />
    </>
  );
}
