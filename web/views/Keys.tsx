/** Keys as caps, those of this system. */

const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent);
const SIGNS: Readonly<Record<string, string>> = { Control: "Ctrl", Meta: "⌘" };

export function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span class="keys">
      {keys
        .filter((key) => !key.startsWith(IS_APPLE ? "Control+" : "Meta+") || !keys.some((other) => other.startsWith(IS_APPLE ? "Meta+" : "Control+")))
        .map((key) => (
          <kbd key={key}>{key.length === 1 ? key : key.split("+").map((part) => SIGNS[part] ?? part).join(" ")}</kbd>
        ))}
    </span>
  );
}
