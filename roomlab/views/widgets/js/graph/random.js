// Seeded randomness: the same seed gives the same picture on every machine.

/**
 * A generator of numbers in [0, 1): the 32-bit "mulberry" mixing of a counter.
 * @param {number} seed any integer
 * @returns {function(): number}
 */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
