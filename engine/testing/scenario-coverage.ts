/**
 * Which scenarios of the library a back end does not run to their end, by name: whatever is not
 * said here runs whole, so that no pair of a scenario and a back end is lost unseen.
 */
import type { BackendName } from '../kernels/kernel.ts'

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

/** Where a back end would take too long: how many of a scenario's probes it still does. */
const SHORTENED: Readonly<Partial<Record<Backend, Readonly<Record<string, number>>>>> = {
  gpujs: { acorn: 3, 'r-pentomino': 2 },
  // Only HashLife goes for 2^40 ticks.
  sparse: { 'gun-for-ages': 3 },
}

/** What is wanted of a back end. */
export type Coverage =
  | { readonly kind: 'run'; readonly probes: number }
  /** The code of the error that it must give. */
  | { readonly kind: 'refuse'; readonly code: 'kernel/unsupported' | 'kernel/unavailable' }

/** Back ends of worlds with an end; the others are for worlds without. */
const BOUNDED: readonly Backend[] = ['cpu', 'wasm', 'webgpu', 'gpujs']
const ENDLESS: readonly Backend[] = ['sparse', 'hashlife']

/**
 * What is wanted of a back end for a scenario.
 *
 * @param scenario its file name without the ending.
 * @param probes how many it has.
 */
export function coverageOf(
  backend: Backend,
  scenario: string,
  isEndless: boolean,
  probes: number,
): Coverage {
  const others = isEndless ? BOUNDED : ENDLESS
  if (others.includes(backend)) return { kind: 'refuse', code: 'kernel/unavailable' }
  if (REFUSED[backend]?.includes(scenario)) return { kind: 'refuse', code: 'kernel/unsupported' }
  return { kind: 'run', probes: SHORTENED[backend]?.[scenario] ?? probes }
}

/** What a test's name tells of it. */
export function describeCoverage(coverage: Coverage, probes: number): string {
  if (coverage.kind === 'refuse') return `refuses it: ${coverage.code}`
  return `has the expected hashes at ${coverage.probes} of ${probes} probes`
}
