/**
 * Which of several back ends is the fastest for a world, found by trying them.
 *
 * All of them give the same bits, so a wrong choice costs time and nothing else.
 */
import { createSplitMix64 } from '../math/split-mix64.ts'
import type { BackendName } from './kernel.ts'

/** What a trial asks of a `Kernel` or a `LatticeKernel`. */
export interface TriedKernel {
  readonly backend: BackendName
  advance(ticks: number): void | Promise<void>
  read(into: Uint8Array): void | Promise<void>
  dispose(): void
}

/** A back end in the running. */
export interface Candidate<Setup, Tried extends TriedKernel> {
  /** What people read: `wasm, 2 threads`. */
  readonly label: string
  create(setup: Setup): Tried | Promise<Tried>
}

/** How fast a candidate was. */
export interface Trial<Setup, Tried extends TriedKernel> {
  readonly candidate: Candidate<Setup, Tried>
  /** 0 for one that could not run the world. */
  readonly ticksPerSecond: number
  /** Why it could not, without a full stop; undefined where it could. */
  readonly failure: string | undefined
}

/** A trial measures for about so long, after a tick that is not counted. */
const TRIAL_MS = 4

const MAX_TRIAL_TICKS = 1024

/** What the candidates are tried on. */
export interface TrialWorld<Setup, Tried> {
  readonly setup: Setup
  /** Writes the state that a trial begins with. */
  begin(kernel: Tried): void | Promise<void>
}

/**
 * Tries every candidate on a world, in turn, and gives what came out, the fastest first. One that
 * fails in any way is out of the running, and says why.
 *
 * @param now a clock in milliseconds.
 */
export async function measureKernels<Setup, Tried extends TriedKernel>(
  candidates: readonly Candidate<Setup, Tried>[],
  world: TrialWorld<Setup, Tried>,
  now: () => number,
): Promise<Trial<Setup, Tried>[]> {
  const trials: Trial<Setup, Tried>[] = []
  for (const candidate of candidates) trials.push(await tryOut(candidate, world, now))
  return trials.sort((a, b) => b.ticksPerSecond - a.ticksPerSecond)
}

/** What an error says, without its full stop, for a place amid a sentence. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/\.$/, '')
}

async function tryOut<Setup, Tried extends TriedKernel>(
  candidate: Candidate<Setup, Tried>,
  { setup, begin }: TrialWorld<Setup, Tried>,
  now: () => number,
): Promise<Trial<Setup, Tried>> {
  let kernel: Tried | undefined
  try {
    kernel = await candidate.create(setup)
    const { backend } = kernel
    await begin(kernel)
    const ticksPerSecond = await measure(kernel, now)
    if (kernel.backend === backend) return { candidate, ticksPerSecond, failure: undefined }
    const failure = `its device was lost or full, and ${kernel.backend} went on`
    return { candidate, ticksPerSecond: 0, failure }
  } catch (error) {
    return { candidate, ticksPerSecond: 0, failure: describeError(error) }
  } finally {
    kernel?.dispose()
  }
}

async function measure(kernel: TriedKernel, now: () => number): Promise<number> {
  // A device answers when it likes: only a read tells that it is done.
  const cell = new Uint8Array(1)
  await kernel.advance(1)
  await kernel.read(cell)
  for (let ticks = 1; ; ticks *= 2) {
    const start = now()
    await kernel.advance(ticks)
    await kernel.read(cell)
    const tookMs = now() - start
    if (tookMs >= TRIAL_MS || ticks >= MAX_TRIAL_TICKS) {
      return (ticks * 1000) / Math.max(tookMs, 1e-3)
    }
  }
}

/** So many cells, a third of them alive, in any of the states. */
export function buildSoup(cells: number, states: number): Uint8Array {
  const random = createSplitMix64(1n)
  const soup = new Uint8Array(cells)
  for (let cell = 0; cell < cells; cell++) {
    random.next()
    if (random.high % 3 === 0) soup[cell] = 1 + (random.low % (states - 1))
  }
  return soup
}
