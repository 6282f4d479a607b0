/**
 * The timed world as a straightforward program of typed arrays: the baseline that kernels are
 * compared with, and an oracle that shares nothing with them but the numbers of the world.
 *
 * It is what a person would write who knows JavaScript well and this world alone: loops over the
 * cells, a row of neighbor indices for each, two planes where neighbors are looked at.
 */
import type { Size } from '../../engine/lattice/size.ts'
import {
  BENCH_RULES,
  type BenchStart,
  HEAT_OF_CHANGE,
  REWARD_OF_LIFE,
  SIGNAL_OF_BIRTH,
} from './bench-world.ts'

const LIMIT = 2 ** 17 - 1
const ONE = 2 ** 14
const MOORE = 26
const FACES = 6

/** Places of the six that share a face among the twenty-six, in the order z, y, x. */
const FACE_PLACES = [4, 10, 12, 13, 15, 21] as const

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high)

/** trunc(value * coefficient / 4096). */
const scale = (value: number, coefficient: number) => (Math.imul(value, coefficient) / 4096) | 0

export class PlainWorld {
  readonly #count: number
  /** Flat indices of the 26 neighbors of each cell, in the order z, y, x. */
  readonly #around: Int32Array
  readonly #rules: Uint8Array
  /** Entropy by the number of neighbors that are alive. */
  readonly #entropyOf: Int32Array
  /** How much a rise counts toward each neighbor, by its distance. */
  readonly #weights: Int32Array
  cells: Uint8Array
  #next: Uint8Array
  gravity: Int32Array
  mood: Int32Array
  heat: Int32Array
  signal: Int32Array
  signalBefore: Int32Array
  readonly entropy: Int32Array
  readonly intent: Int32Array
  reward: Int32Array
  #spare: Int32Array

  constructor(size: Size, { cells, rules }: BenchStart) {
    const count = cells.length
    const plane = () => new Int32Array(count)
    this.#count = count
    this.#around = listNeighbors(size)
    this.#rules = rules
    this.#entropyOf = new Int32Array(MOORE + 1).map((_, n) => entropyOf(n))
    this.#weights = Int32Array.from(STEPS, ([dx, dy, dz]) =>
      Math.round(256 / Math.sqrt(dx * dx + dy * dy + dz * dz)),
    )
    this.cells = cells.slice()
    this.#next = new Uint8Array(count)
    this.gravity = plane()
    this.mood = plane()
    this.heat = plane()
    this.signal = plane()
    this.signalBefore = plane()
    this.entropy = plane()
    this.intent = plane()
    this.reward = plane()
    this.#spare = plane()
  }

  tick(): void {
    this.#stepBits()
    // Directions look at what reward was before it advanced, as every channel looks at the others.
    this.#point()
    this.#measureEntropy()
    this.gravity = this.#diffuse(this.gravity, 512, 16, -LIMIT, LIMIT, -ONE / 32)
    this.mood = this.#diffuse(this.mood, 256, 16, -ONE, ONE, 0)
    this.heat = this.#diffuse(this.heat, 512, 0, 0, LIMIT, 0)
    this.reward = this.#diffuse(this.reward, 256, 256, -LIMIT, LIMIT, 0)
    this.#wave()
  }

  #stepBits(): void {
    const { cells, heat, signal, reward } = this
    const around = this.#around
    const next = this.#next
    for (let cell = 0; cell < this.#count; cell++) {
      let live = 0
      for (let i = 0; i < MOORE; i++) live += cells[around[MOORE * cell + i]!]!
      const { born, lives, maxHeat } = BENCH_RULES[this.#rules[cell]!]!
      const state = cells[cell]!
      const range = state === 1 ? lives : born
      let to = live >= range[0] && live <= range[1] ? 1 : 0
      if (heat[cell]! > maxHeat) to = 0
      next[cell] = to
      if (to !== state) heat[cell] = clamp(heat[cell]! + HEAT_OF_CHANGE, 0, LIMIT)
      if (to > state) signal[cell] = clamp(signal[cell]! + SIGNAL_OF_BIRTH, -LIMIT, LIMIT)
      if (to === 1) reward[cell] = clamp(reward[cell]! + REWARD_OF_LIFE, -LIMIT, LIMIT)
    }
    this.#next = cells
    this.cells = next
  }

  #diffuse(
    plane: Int32Array,
    diffusion: number,
    decay: number,
    low: number,
    high: number,
    ofLife: number,
  ): Int32Array {
    const around = this.#around
    const into = this.#spare
    for (let cell = 0; cell < this.#count; cell++) {
      const own = plane[cell]!
      let sum = decay === 0 ? own : scale(own, 4096 - decay)
      for (let i = 0; i < FACES; i++) {
        sum += scale(plane[around[MOORE * cell + FACE_PLACES[i]!]!]! - own, diffusion)
      }
      if (this.cells[cell] !== 0) sum += ofLife
      into[cell] = clamp(sum, low, high)
    }
    this.#spare = plane
    return into
  }

  #wave(): void {
    const around = this.#around
    const { signal, signalBefore } = this
    for (let cell = 0; cell < this.#count; cell++) {
      const own = signal[cell]!
      let sum = -FACES * own
      for (let i = 0; i < FACES; i++) sum += signal[around[MOORE * cell + FACE_PLACES[i]!]!]!
      const motion = scale(own - signalBefore[cell]!, 4096 - 64)
      const next = scale(own, 4096 - 16) + motion + scale(sum, 1024)
      signalBefore[cell] = clamp(next, -LIMIT, LIMIT)
    }
    this.signal = signalBefore
    this.signalBefore = signal
  }

  #measureEntropy(): void {
    const { cells, entropy } = this
    const around = this.#around
    for (let cell = 0; cell < this.#count; cell++) {
      let live = 0
      for (let i = 0; i < MOORE; i++) live += cells[around[MOORE * cell + i]!]!
      entropy[cell] = this.#entropyOf[live]!
    }
  }

  #point(): void {
    const { reward, intent } = this
    const around = this.#around
    const weights = this.#weights
    for (let cell = 0; cell < this.#count; cell++) {
      const own = reward[cell]!
      let best = 0
      let direction = 0
      for (let i = 0; i < MOORE; i++) {
        const rise = Math.imul(reward[around[MOORE * cell + i]!]! - own, weights[i]!)
        if (rise <= best) continue
        best = rise
        direction = i + 1
      }
      intent[cell] = direction
    }
  }
}

/** The 26 steps to a neighbor, in the order z, y, x. */
const STEPS: readonly (readonly [dx: number, dy: number, dz: number])[] = [-1, 0, 1].flatMap((dz) =>
  [-1, 0, 1].flatMap((dy) =>
    [-1, 0, 1]
      .filter((dx) => dx !== 0 || dy !== 0 || dz !== 0)
      .map((dx): [number, number, number] => [dx, dy, dz]),
  ),
)

function listNeighbors({ x: width, y: height, z: depth }: Size): Int32Array {
  const around = new Int32Array(MOORE * width * height * depth)
  let place = 0
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (const [dx, dy, dz] of STEPS) {
          const atX = (x + dx + width) % width
          const atY = (y + dy + height) % height
          const atZ = (z + dz + depth) % depth
          around[place++] = atX + width * (atY + height * atZ)
        }
      }
    }
  }
  return around
}

/** Raw bits of entropy where n of 26 neighbors are alive: each share of it rounded by itself. */
function entropyOf(n: number): number {
  const shareOf = (of: number) =>
    of === 0 ? 0 : Math.round((-of / MOORE) * Math.log2(of / MOORE) * ONE)
  return shareOf(n) + shareOf(MOORE - n)
}
