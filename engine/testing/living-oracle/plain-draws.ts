/** The random numbers of the semantics in 64-bit arithmetic, as the papers write them. */

const u32 = (value: bigint) => BigInt.asUintN(32, value)
const u64 = (value: bigint) => BigInt.asUintN(64, value)

/** Philox4x32-10: counter (x, y, z, tick), key (low, high xor draw >> 2), word draw & 3; a u32. */
export function philoxDraw(
  seed: bigint,
  [x, y, z, tick]: readonly [number, number, number, number],
  draw: number,
): number {
  let counter: [bigint, bigint, bigint, bigint] = [BigInt(x), BigInt(y), BigInt(z), BigInt(tick)]
  let key: [bigint, bigint] = [u32(seed), u32(seed >> 32n) ^ BigInt(draw >> 2)]
  for (let round = 0; round < 10; round++) {
    const [c0, c1, c2, c3] = counter
    const first = c0 * 0xd2511f53n
    const second = c2 * 0xcd9e8d57n
    counter = [(second >> 32n) ^ c1 ^ key[0], u32(second), (first >> 32n) ^ c3 ^ key[1], u32(first)]
    key = [u32(key[0] + 0x9e3779b9n), u32(key[1] + 0xbb67ae85n)]
  }
  return Number(counter[draw & 3]!)
}

/** The cells of a soup: one SplitMix64 draw each. */
export function* soupOf(seed: bigint, density: number, states: number): Generator<number> {
  for (let state = seed; ; ) {
    state = u64(state + 0x9e3779b97f4a7c15n)
    let draw = state
    draw = u64((draw ^ (draw >> 30n)) * 0xbf58476d1ce4e5b9n)
    draw = u64((draw ^ (draw >> 27n)) * 0x94d049bb133111ebn)
    draw ^= draw >> 31n
    const isAlive = Number(draw >> 56n) < density
    yield isAlive ? 1 + (Number((draw >> 32n) & 0xffffn) % (states - 1)) : 0
  }
}
