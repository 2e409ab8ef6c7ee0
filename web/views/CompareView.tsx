/** What differs between two tables. */

export function CompareView() {
  return <p class="nothing">What differs between two tables.</p>;
}
