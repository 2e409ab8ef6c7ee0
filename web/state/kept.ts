/** Small choices of taste that stay in this browser: never what was opened or asked. */

const PREFIX = "kallsyms.";

/** What was kept under a name; `undefined` where nothing was, or something that doesn't hold any more. */
export function recall<V>(name: string, isValid: (value: unknown) => value is V): V | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
    return isValid(value) ? value : undefined;
  } catch {
    // Storage may be closed to a page (file:, private windows): then the usual holds.
    return undefined;
  }
}

export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // As above: the choice lasts as long as the page.
  }
}
