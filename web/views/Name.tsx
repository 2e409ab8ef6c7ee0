/** A symbol's name as text, with what can't be seen in it told by number. */

import { namePieces } from "../text/names.js";

export function Name({ name }: { name: string }) {
  return (
    <bdi class="mono name" dir="ltr">
      {namePieces(name).map(({ text, stands }, at) => (stands ? <span key={at} class="stands" title="a character that can’t be seen">{text}</span> : text))}
    </bdi>
  );
}
