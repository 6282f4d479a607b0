/** All functions of doubles at many places, as one digest: what every engine has to agree on. */
import { exp, expm1 } from '../math/exp.ts'
import { toHex } from '../math/hex.ts'
import { log1p } from '../math/log1p.ts'
import { ln, log2 } from '../math/log2.ts'
import { lnNormalMass, normalCdf, normalQuantile } from '../math/normal.ts'
import { power } from '../math/power.ts'
import { cos, sin } from '../math/sin-cos.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { tanh } from '../math/tanh.ts'

const PLACES = 20_000

/** Functions of a number from 0 to below 1 and a second one. */
const FUNCTIONS: readonly ((unit: number, other: number) => number)[] = [
  (unit) => exp(1500 * unit - 750),
  (unit) => expm1(4 * unit - 2),
  (unit) => ln(unit),
  (unit) => log2(1e6 * unit),
  (unit) => log1p(2 * unit - 1),
  (unit, other) => power(100 * unit, 200 * other - 100),
  (unit) => sin(1e7 * unit - 5e6),
  (unit) => cos(20 * unit - 10),
  (unit, other) => sin((unit - 0.5) * power(10, 300 * other)),
  (unit) => tanh(6 * unit - 3),
  (unit) => normalCdf(60 * unit - 40),
  (unit, other) => normalQuantile(power(unit, 100 * other)),
  (unit, other) => lnNormalMass(60 * unit - 30, 60 * unit - 30 + power(10, 10 * other - 9)),
]

/** The digest of the little-endian bits of what the functions give, by SHA-256. No value is NaN, whose bits engines choose. */
export async function digestFunctionBits(): Promise<string> {
  const random = createSplitMix64(1n)
  const draw = () => {
    random.next()
    return (random.high + 0.5) / 2 ** 32
  }
  const view = new DataView(new ArrayBuffer(8 * PLACES * FUNCTIONS.length))
  for (let at = 0; at < view.byteLength; ) {
    const [unit, other] = [draw(), draw()]
    for (const evaluate of FUNCTIONS) {
      const value = evaluate(unit, other)
      if (Number.isNaN(value)) throw new Error(`Function at ${unit}, ${other} gives NaN.`)
      view.setFloat64(at, value, true)
      at += 8
    }
  }
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', view.buffer)))
}

/** The digest that Node gives; that its values are right is shown by the tests of each function. */
export const FUNCTION_BITS = 'd0901c7fa79773734420cc1d4c56e9c4267300ddeab2db63802abde0989c4c1f'
