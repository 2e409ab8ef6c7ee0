// The tests in test/: they run in Node; those about the page start a browser themselves.
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Node 20 knows no `using`.
  oxc: { target: "es2022" },
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    // Real tables have a hundred thousand lines, packages are packed and installed, a browser starts.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Each file gets a process of its own, so that a memory measurement or an initialized module is nobody else's.
    pool: "forks",
    execArgv: ["--expose-gc"],
  },
});
