/** The page’s name and what it is for. */

export function Header() {
  return (
    <header class="header">
      <h1 class="title">kallsyms</h1>
      <p class="tagline">The kernel’s symbols: every address of a name, every name of an address.</p>
    </header>
  );
}
