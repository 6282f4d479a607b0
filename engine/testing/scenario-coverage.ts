/**
 * Which scenarios of the library a back end does not run to their end, by name: whatever is not
 * said here runs whole, so that no pair of a scenario and a back end is lost unseen.
 */
import type { BackendName } from '../kernels/kernel.ts'
import { isUnbounded } from '../lattice/size.ts'
import type { Run } from '../scenario/run.ts'

type Backend = 'auto' | BackendName

/** Scenarios that a back end must refuse, though it runs worlds of their kind. */
const REFUSED: Readonly<Partial<Record<Backend, readonly string[]>>> = {
  // It runs counts, sums and configurations of one neighborhood.
  cpu: [
    'billiard-balls',
    'busy-boxes',
    'critters',
    'demons',
    'hodgepodge',
    'labyrinth',
    'orbium',
    'percolation',
    'weighted-carpet',
    'wireworld-xor',
  ],
  // Ticks and random numbers have 32 bits, exact floats 24.
  gpujs: ['busy-boxes', 'labyrinth', 'percolation'],
  // It runs planes of two states.
  hashlife: ['glider-4555-endless', 'langtons-loop', 'tube'],
}

/** Where it runs: a page of the tests draws in software. */
export type Place = 'node' | 'page'

/** Only HashLife goes for 2^40 ticks. */
const BEFORE_AGES = { 'gun-for-ages': 3 }

/** What gpu.js does without a graphics device, in software or in JavaScript. */
const SLOW_ON_GPUJS: Readonly<Record<string, number>> = {
  acorn: 1,
  amoeba: 2,
  'bays-4555-glider': 5,
  'bays-5766-glider': 5,
  'billiard-balls': 4,
  bosco: 1,
  'brians-brain': 3,
  clouds: 3,
  critters: 4,
  crystal: 4,
  'day-and-night': 2,
  demons: 3,
  'gosper-gun': 4,
  'hexagonal-snowflake': 5,
  hodgepodge: 3,
  'life-to-maze': 2,
  orbium: 2,
  'parity-cube': 6,
  pyroclastic: 2,
  'r-pentomino': 1,
  'rule-110': 3,
  'rule-30': 4,
  'rule-445': 3,
  'star-wars': 3,
  'zone-waves': 2,
}

/** Where a back end would take too long: how many of a scenario's probes it still does. */
const SHORTENED: Readonly<
  Record<Place, Readonly<Partial<Record<Backend, Readonly<Record<string, number>>>>>>
> = {
  node: {
    cpu: { 'r-pentomino': 2 },
    gpujs: SLOW_ON_GPUJS,
    sparse: BEFORE_AGES,
  },
  page: {
    webgpu: {
      'busy-boxes': 3,
      demons: 4,
      hodgepodge: 3,
      labyrinth: 3,
      learners: 3,
      orbium: 2,
      percolation: 5,
      street: 4,
    },
    gpujs: { ...SLOW_ON_GPUJS, clouds: 2, demons: 2 },
    sparse: BEFORE_AGES,
  },
}

/** What is wanted of a back end. */
export type Coverage =
  | { readonly kind: 'run'; readonly probes: number }
  /** The code of the error that it must give. */
  | { readonly kind: 'refuse'; readonly code: 'kernel/unsupported' | 'kernel/unavailable' }

/** Back ends of worlds with an end; the others are for worlds without. */
const BOUNDED: readonly Backend[] = ['cpu', 'wasm', 'webgpu', 'gpujs']
const ENDLESS: readonly Backend[] = ['sparse', 'hashlife']

/** Kinds of worlds, which back ends take or refuse as a whole. */
export type WorldKind = 'bounded' | 'endless' | 'living'

const OTHERS: Readonly<Record<WorldKind, readonly Backend[]>> = {
  bounded: ENDLESS,
  endless: BOUNDED,
  living: [...ENDLESS, 'cpu', 'gpujs'],
}

/** The kind of a run's world. */
export function kindOf({ size, living }: Run): WorldKind {
  if (living !== undefined) return 'living'
  return isUnbounded(size) ? 'endless' : 'bounded'
}

/**
 * What is wanted of a back end for a scenario.
 *
 * @param scenario its file name without the ending.
 * @param probes how many it has.
 */
export function coverageOf(
  place: Place,
  backend: Backend,
  scenario: string,
  kind: WorldKind,
  probes: number,
): Coverage {
  if (OTHERS[kind].includes(backend)) return { kind: 'refuse', code: 'kernel/unavailable' }
  if (REFUSED[backend]?.includes(scenario)) return { kind: 'refuse', code: 'kernel/unsupported' }
  return { kind: 'run', probes: SHORTENED[place][backend]?.[scenario] ?? probes }
}

/**
 * The same, but only up to half of the probes, which is the quick half: the others lie further on.
 *
 * WebAssembly on one thread does all of them in Node; `npm run soak -- fidelity` does so on every
 * back end, and in a page too.
 */
export function halve(coverage: Coverage, probes: number): Coverage {
  if (coverage.kind === 'refuse') return coverage
  return { kind: 'run', probes: Math.min(coverage.probes, Math.ceil(probes / 2)) }
}

/** What a test's name tells of it. */
export function describeCoverage(coverage: Coverage, probes: number): string {
  if (coverage.kind === 'refuse') return `refuses it: ${coverage.code}`
  return `has the expected hashes at ${coverage.probes} of ${probes} probes`
}
