/**
 * How far a string of cells can be compressed, as a number without a compressor's headers.
 *
 * J. Ziv, A. Lempel, "Compression of individual sequences via variable-rate coding", IEEE Trans. Inf. Theory 24,
 * 1978: parsed into phrases, each the shortest that was not there before, c phrases of n letters take c log2 c
 * bits, and c log2 c / n goes to the entropy rate. H. Zenil, "Compression-based investigation of the dynamical
 * properties of cellular automata and other systems", Complex Systems 19, 2010, orders rules by such lengths.
 */
import { log2 } from '../../math/log2.ts'

/** Longer strings are cut. */
const MAX_LETTERS = 2 ** 18

/**
 * The Lempel-Ziv entropy rate of a string, over log2 of its alphabet: near 0 for what repeats, about 1
 * (and for short strings somewhat above, so it is cut at 1) for noise.
 *
 * @param states letters of the alphabet, 2 to 256.
 */
export function lempelZivRate(letters: Uint8Array, states: number): number {
  const count = Math.min(letters.length, MAX_LETTERS)
  if (count < 2) return 0
  // Phrases form a tree: the first child of a phrase and its next sibling.
  const firstChild = new Int32Array(count + 2).fill(-1)
  const sibling = new Int32Array(count + 2).fill(-1)
  const letterOf = new Uint8Array(count + 2)
  let phrases = 0
  let node = 0
  for (let i = 0; i < count; i++) {
    const letter = letters[i]!
    let child = firstChild[node]!
    while (child !== -1 && letterOf[child] !== letter) child = sibling[child]!
    if (child !== -1) {
      node = child
      continue
    }
    phrases++
    letterOf[phrases] = letter
    sibling[phrases] = firstChild[node]!
    firstChild[node] = phrases
    node = 0
  }
  const ends = node === 0 ? phrases : phrases + 1
  return Math.min(1, (ends * log2(ends)) / (count * log2(states)))
}
