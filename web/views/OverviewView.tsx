/** An overview of the table. */

export function OverviewView() {
  return <p class="nothing">An overview of the table.</p>;
}
