/** The whole page: what stands where. */

import { dialog } from "../state/commands.js";
import { isNewerLink } from "../state/hash.js";
import { details, panelShown } from "../state/selection.js";
import { view } from "../state/view.js";
import { DropOverlay } from "./DropOverlay.js";
import { FailureNote } from "./FailureNote.js";
import { Header } from "./Header.js";
import { Help } from "./Help.js";
import { LoadingBar } from "./LoadingBar.js";
import { Notice } from "./Notice.js";
import { VIEW_ID, focusResults } from "./list/focus.js";
import { Palette } from "./Palette.js";
import { Panel } from "./Panel.js";
import { Privacy } from "./Privacy.js";
import { Tabs } from "./Tabs.js";
import { Toast } from "./Toast.js";
import { View } from "./View.js";
import { useShortcuts } from "./shortcuts.js";

export function App() {
  useShortcuts();
  return (
    <>
      <a class="skip" href={`#${VIEW_ID}`} onClick={skip}>
        Skip to the results
      </a>
      <Header />
      <main class={["main", panelShown.value && "main-panel", isWide() && "main-wide"].filter(Boolean).join(" ")}>
        <LoadingBar />
        <FailureNote />
        <Notice />
        {isNewerLink.value && <p class="note">This link was made by a newer version of the page: what this one doesn’t know of it is left out.</p>}
        <div class="tabs-row">
          <Tabs />
          <Privacy />
        </div>
        <div id={VIEW_ID} class="view" role="tabpanel" tabIndex={-1} aria-labelledby={`tab-${view.value}`}>
          <View />
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

/** The overview tells of the table by itself: there the panel is wanted for a symbol only. */
function isWide(): boolean {
  return view.value === "overview" && details.value === undefined;
}

/** The address of the page holds its state, so it stays as it is. */
function skip(event: Event): void {
  event.preventDefault();
  focusResults();
}
