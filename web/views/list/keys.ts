/** Keys that move in a list. */

/** The row that a key leads to; `undefined` for keys that lead nowhere. */
export function rowAfterKey(key: string, active: number, rows: number, fitting: number): number | undefined {
  const page = Math.max(1, Math.floor(fitting) - 1);
  const end = rows - 1;
  const target = {
    ArrowDown: active + 1,
    j: active + 1,
    ArrowUp: active - 1,
    k: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    g: 0,
    End: end,
    G: end,
  }[key];
  if (target === undefined || rows === 0) return undefined;
  return Math.max(0, Math.min(target, end));
}
