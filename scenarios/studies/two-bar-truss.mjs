/**
 * A program that a study asks: the truss of two bars of Deb's book (K. Deb, Multi-Objective Optimization Using Evolutionary
 * Algorithms, 2001, section 9.6.1). A load hangs on two bars, of cross-sections `left` and `right` in square meters, from
 * a wall; `height` is that of the joint, in meters. Thicker bars are heavier and bear more.
 */
import { createInterface } from 'node:readline'

/** Volume in cubic meters, and the greater of both stresses in kilopascals. */
function evaluate({ left, right, height }) {
  const [long, short] = [Math.sqrt(16 + height * height), Math.sqrt(1 + height * height)]
  const volume = left * long + right * short
  const stress = Math.max((20 * long) / (height * left), (80 * short) / (height * right))
  return { volume, stress }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, params } = JSON.parse(line)
  process.stdout.write(`${JSON.stringify({ id, values: evaluate(params) })}\n`)
}
