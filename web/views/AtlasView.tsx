/** Names and addresses that aren’t unique. */

export function AtlasView() {
  return <p class="nothing">Names and addresses that aren’t unique.</p>;
}
