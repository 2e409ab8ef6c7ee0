/** The marks that warn about a name or an address, in words. */

export function AmbiguousMark() {
  return (
    <span class="mark mark-ambiguous" title="This name is at more than one address">
      ambiguous
    </span>
  );
}

export function OtherSizeMark() {
  return (
    <span class="mark mark-ambiguous" title="The symbol’s size differs from the one in the search">
      other size
    </span>
  );
}

export function AliasMark() {
  return (
    <span class="mark" title="This address has more than one name">
      alias
    </span>
  );
}
