import fc from "fast-check";
import { expect, test } from "vitest";

import { Window } from "../../ts/source/window.js";

test("a window that slides holds what one that doesn't would", () => {
  const step = fc.record({ length: fc.integer({ min: 1, max: 2 ** 20 }), byte: fc.nat(255), distance: fc.integer({ min: 1, max: 5000 }), repeat: fc.nat(300) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 3, maxLength: 12 }), (steps) => {
      const window = new Window(5000);
      const all = Buffer.alloc(steps.reduce((total, { length, repeat }) => total + length + repeat, 0));
      let end = 0;
      for (const { length, byte, distance, repeat } of steps) {
        window.append(Uint8Array.from({ length }, (_, i) => byte + i));
        for (let i = 0; i < length; i += 1) all[end + i] = byte + i;
        end += length;
        window.reserve(repeat);
        if (distance <= window.reach) {
          window.repeat(distance, repeat);
          for (let i = 0; i < repeat; i += 1) all[end + i] = all[end + i - distance]!;
          end += repeat;
        }
        expect(window.total).toBe(end);
        expect(window.reach).toBe(Math.min(end, 5000));
        expect(Buffer.from(window.copyFrom(window.end - window.reach)).equals(all.subarray(end - window.reach, end))).toBe(true);
        expect(window.bytes.length).toBeLessThanOrEqual(5000 + 2 ** 21);
      }
    }),
    { numRuns: 30 },
  );
});
