/** The head of the page: its name, what is open, and the ways to something else. */

import { PageButtons } from "./PageButtons.js";
import { SourceBar } from "./SourceBar.js";

export function Header() {
  return (
    <header class="header">
      <h1 class="title">kallsyms</h1>
      <SourceBar />
      <PageButtons />
    </header>
  );
}
