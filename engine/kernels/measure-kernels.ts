/**
 * Which of several back ends is the fastest for a world, found by trying them.
 *
 * All of them give the same bits, so a wrong choice costs time and nothing else.
 */
import { countCells } from '../lattice/size.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import type { CreateKernel, Kernel, KernelSetup } from './kernel.ts'

/** A back end in the running. */
export interface Candidate {
  /** What people read: `wasm, 2 threads`. */
  readonly label: string
  readonly create: CreateKernel
}

/** How fast a candidate was. */
export interface Trial {
  readonly candidate: Candidate
  /** 0 for one that could not run the world. */
  readonly ticksPerSecond: number
  /** Why it could not, without a full stop; undefined where it could. */
  readonly failure: string | undefined
}

/** A trial measures for about so long, after a tick that is not counted. */
const TRIAL_MS = 4

const MAX_TRIAL_TICKS = 1024

/**
 * Tries every candidate on a soup, in turn, and gives what came out, the fastest first. One that
 * fails in any way is out of the running, and says why.
 *
 * @param now a clock in milliseconds.
 */
export async function measureKernels(
  candidates: readonly Candidate[],
  setup: KernelSetup,
  now: () => number,
): Promise<Trial[]> {
  const soup = buildSoup(setup)
  const trials: Trial[] = []
  for (const candidate of candidates) {
    trials.push(await tryOut(candidate, setup, soup, now))
  }
  return trials.sort((a, b) => b.ticksPerSecond - a.ticksPerSecond)
}

/** What an error says, without its full stop, for a place amid a sentence. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/\.$/, '')
}

async function tryOut(
  candidate: Candidate,
  setup: KernelSetup,
  soup: Uint8Array,
  now: () => number,
): Promise<Trial> {
  let kernel: Kernel | undefined
  try {
    kernel = await candidate.create(setup)
    const { backend } = kernel
    const ticksPerSecond = await measure(kernel, soup, now)
    if (kernel.backend === backend) return { candidate, ticksPerSecond, failure: undefined }
    const failure = `its device was lost or full, and ${kernel.backend} went on`
    return { candidate, ticksPerSecond: 0, failure }
  } catch (error) {
    return { candidate, ticksPerSecond: 0, failure: describeError(error) }
  } finally {
    kernel?.dispose()
  }
}

async function measure(kernel: Kernel, soup: Uint8Array, now: () => number): Promise<number> {
  await kernel.write(soup, 0)
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

/** A third of the cells alive, in any of the states. */
function buildSoup({ size, rule }: KernelSetup): Uint8Array {
  const random = createSplitMix64(1n)
  return Uint8Array.from({ length: countCells(size) }, () => {
    random.next()
    return random.high % 3 === 0 ? 1 + (random.low % (rule.states - 1)) : 0
  })
}
