/** The buttons of the page itself: its theme, its commands, its help. */

import { dialog, keysOf } from "../state/commands.js";
import { nextTheme, theme } from "../state/theme.js";

const THEME_SIGNS = { system: "◐", light: "☀", dark: "☾" } as const;

export function PageButtons() {
  return (
    <div class="page-buttons">
      <button type="button" class="button icon" aria-label={`Theme: ${theme.value}`} title={`Theme: ${theme.value}`} aria-keyshortcuts={keysOf("theme")} onClick={nextTheme}>
        <span aria-hidden="true">{THEME_SIGNS[theme.value]}</span>
      </button>
      <button type="button" class="button icon" aria-label="Commands" title="Commands (Ctrl K)" aria-keyshortcuts={keysOf("palette")} onClick={() => (dialog.value = "palette")}>
        <span aria-hidden="true">⌘</span>
      </button>
      <button type="button" class="button icon" aria-label="Keys and help" title="Keys and help (?)" aria-keyshortcuts={keysOf("help")} onClick={() => (dialog.value = "help")}>
        <span aria-hidden="true">?</span>
      </button>
    </div>
  );
}
