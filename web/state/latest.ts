/** Keeps one job at a time running; of those asked for meanwhile only the last is done. */

/** Makes a function that runs `work`, and hands on its result unless a newer job waits. */
export function latest<A>(work: (argument: A, isLatest: () => boolean) => Promise<void>): (argument: A) => void {
  let waiting: { argument: A } | undefined;
  let running = false;

  async function run(): Promise<void> {
    running = true;
    try {
      await runAll();
    } finally {
      running = false;
    }
  }

  async function runAll(): Promise<void> {
    while (waiting !== undefined) {
      const { argument } = waiting;
      waiting = undefined;
      await work(argument, () => waiting === undefined);
    }
  }

  return (argument) => {
    waiting = { argument };
    if (!running) void run();
  };
}
