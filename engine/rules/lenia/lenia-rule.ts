/**
 * Lenia, the continuous automaton of B. W.-C. Chan ("Lenia: Biology of Artificial Life", Complex
 * Systems 28 (2019) 251-286), in whole numbers: 256 states for the values from 0 to 1.
 *
 * A cell's potential is the mean of its surroundings under a kernel of rings; by it the cell grows
 * or shrinks, a T-th of the growth a tick. Here the kernel is a list of whole weights that sum up
 * to about KERNEL_SUM, the potential their sum over the states, and growth a table over the
 * potential's upper bits, rounded to whole states. All of it is worked out once, in integer
 * arithmetic, so that a rule is the same on every machine. No sum reaches 2^24, so that even
 * machines that count in 32-bit floats are exact.
 */
import type { NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import { expFixed, squareRoot } from '../../math/fixed-exp.ts'
import type { NotationReader } from '../notation-reader.ts'
import type { RuleProgram } from '../program/program.ts'
import { createProgramBuilder } from '../program/program-builder.ts'
import type { Rule } from '../rule.ts'
import {
  type Fraction,
  formatLenia,
  type Lenia,
  type LeniaShape,
  readLeniaNotation,
} from './lenia-notation.ts'

const STATES = 256
const TOP_STATE = STATES - 1

/** Fraction bits while kernels and growth are worked out. */
const BITS = 48
const ONE = 1n << BigInt(BITS)

/** What the weights sum up to before each is rounded: 255 times it stays below 2^24. */
const KERNEL_SUM = 65_000n

/** Bits of a potential that growth does not look at: some 4000 values of it are told apart. */
const POTENTIAL_SHIFT = 12

/**
 * Reads a Lenia rule.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readLeniaRule(reader: NotationReader): Rule {
  const start = reader.position
  const lenia = readLeniaNotation(reader)
  const kernel = buildKernel(lenia)
  if (kernel === undefined) {
    return reader.failRange('a radius at which some cell lies in a ring that is not 0', start)
  }
  return Object.freeze<Rule>({
    canonical: formatLenia(lenia),
    name: undefined,
    family: 'lenia',
    dimensions: lenia.dimensions,
    states: STATES,
    program: buildLeniaProgram(lenia, kernel),
  })
}

/** The cells that a cell looks at, in the order z, y, x, and what each weighs. */
interface Kernel {
  readonly neighborhood: NeighborhoodSpec
  readonly weights: readonly number[]
}

function buildLeniaProgram(lenia: Lenia, { neighborhood, weights }: Kernel): RuleProgram {
  const { dimensions } = lenia
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const builder = createProgramBuilder({ dimensions, states: STATES })
  const partition = builder.partition({ kind: 'neighborhood', neighborhood, withCenter: false })
  const potential = builder.sum(partition, { kind: 'value' }, weights)
  const shift = builder.constant(POTENTIAL_SHIFT)
  const growth = buildGrowth(lenia, sum)
  const delta = builder.table(
    [{ node: builder.binary('shr', potential, shift), low: 0, count: growth.length }],
    growth,
  )
  const grown = builder.binary('add', builder.own(), delta)
  const atLeast = builder.binary('max', grown, builder.constant(0))
  return builder.finish(builder.binary('min', atLeast, builder.constant(TOP_STATE)))
}

/** The cells of the kernel that weigh something; undefined where none does. */
function buildKernel(lenia: Lenia): Kernel | undefined {
  const { dimensions, radiusCells: r } = lenia
  const offsets: (readonly [number, number, number])[] = []
  const heights: bigint[] = []
  const heightOfSquare = new Map<number, bigint>()
  const depth = dimensions === 3 ? r : 0
  for (let dz = -depth; dz <= depth; dz++) {
    for (let dy = -r; dy <= r; dy++) {
      for (let dx = -r; dx <= r; dx++) {
        const square = dx * dx + dy * dy + dz * dz
        if (square === 0 || square >= r * r) continue
        const height = heightOfSquare.get(square) ?? heightAt(lenia, square)
        heightOfSquare.set(square, height)
        offsets.push([dx, dy, dz])
        heights.push(height)
      }
    }
  }
  const total = heights.reduce((sum, height) => sum + height, 0n)
  if (total === 0n) return undefined
  const weights = heights.map((height) => Number(divideRounded(height * KERNEL_SUM, total)))
  const isHeavy = (_: unknown, i: number) => weights[i] !== 0
  return {
    neighborhood: { kind: 'offsets', dimensions, offsets: offsets.filter(isHeavy) },
    weights: weights.filter(isHeavy),
  }
}

/** The height of the kernel at a distance whose square is given, with BITS fraction bits. */
function heightAt({ radiusCells, rings, kernel }: Lenia, square: number): bigint {
  const distance = squareRoot(BigInt(square) * ONE * ONE) / BigInt(radiusCells)
  const place = distance * BigInt(rings.length)
  const within = place % ONE
  const { numerator, denominator } = rings[Number(place / ONE)]!
  return (shellAt(within, kernel) * numerator) / denominator
}

/** One ring, from 0 at its edges to 1 in its middle. */
function shellAt(within: bigint, shape: LeniaShape): bigint {
  const product = (within * (ONE - within)) / ONE
  if (product === 0n) return 0n
  if (shape === 'exp') return expFixed(4n * ONE - (ONE * ONE) / product, BITS)
  return fourthPower(4n * product)
}

const fourthPower = (value: bigint) => {
  const square = (value * value) / ONE
  return (square * square) / ONE
}

/** What is added to a state, by the upper bits of the potential; in whole states. */
function buildGrowth(lenia: Lenia, kernelSum: number): Int32Array {
  const { mu, sigma, ticksPerUnit, growth } = lenia
  const highest = kernelSum * TOP_STATE
  const step = 2 ** POTENTIAL_SHIFT
  const growthOf = (bell: bigint) => {
    const value = 2n * bell - ONE
    return Number(divideRounded(value * BigInt(TOP_STATE), ONE * BigInt(ticksPerUnit)))
  }
  const table = new Int32Array(Math.floor(highest / step) + 1).fill(growthOf(0n))
  // Filled from the middle of the bell until nothing is left of it, on either side.
  const top = (mu.numerator * BigInt(highest)) / (mu.denominator * BigInt(step))
  const middle = Math.min(Number(top), table.length - 1)
  const fill = (i: number): boolean => {
    // The middle of the potentials that come to this entry, as a share of the highest.
    const share = (BigInt(i * step + step / 2) * ONE) / BigInt(highest)
    const bell = bellAt(share, mu, sigma, growth)
    table[i] = growthOf(bell)
    return bell > 0n
  }
  for (let i = middle; i < table.length && fill(i); i++);
  for (let i = middle - 1; i >= 0 && fill(i); i--);
  return table
}

/** The bell of growth: 1 at mu, about 0 some sigmas away. */
function bellAt(share: bigint, mu: Fraction, sigma: Fraction, shape: LeniaShape): bigint {
  const away = share - (mu.numerator * ONE) / mu.denominator
  const inSigmas = (away * sigma.denominator) / sigma.numerator
  const square = (inSigmas * inSigmas) / ONE
  if (shape === 'exp') return expFixed(-square / 2n, BITS)
  const flat = ONE - square / 9n
  return flat > 0n ? fourthPower(flat) : 0n
}

/** A quotient rounded to the nearest whole number, halves away from zero. */
function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const size = dividend < 0n ? -dividend : dividend
  const rounded = (2n * size + divisor) / (2n * divisor)
  return dividend < 0n ? -rounded : rounded
}
