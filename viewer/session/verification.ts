/**
 * The check behind the hash chip: the same run from the start, on the reference back end, in a
 * worker of its own, compared by hash.
 */

import type { EditEvent } from '../../engine/protocol/inspect-api.ts'
import type { Failure, Result } from '../../engine/protocol/result.ts'
import type { RunSource, StateHashes } from '../../engine/protocol/simulation-api.ts'
import { withBackend } from './run-backend.ts'
import { connectSimulation, type SimulationSession } from './simulation-session.ts'

/** The reference back end is slow: beyond this many cell updates a check is not offered. */
export const MAX_VERIFIED_UPDATES = 2e9
/** A slice of a check, after which progress is told: on the reference back end, and on the fast ones. */
const SLICE_UPDATES = { reference: 2e7, auto: 5e8 } as const

export type Verdict =
  | { readonly kind: 'equal'; readonly hashes: StateHashes }
  | { readonly kind: 'different'; readonly hashes: StateHashes }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface Verification {
  /** Stays open for ever once `stop` has been called. */
  readonly verdict: Promise<Verdict>
  stop(): void
}

/** A run with what was changed in it by hand. */
export interface EditedSource {
  readonly source: RunSource
  readonly edits: readonly EditEvent[]
}

/**
 * Starts a check of `expected`. A hash that is not known there is not compared.
 *
 * @param backend by itself the one that is obviously right; `auto` for what another machine has done.
 * @param cellCount cells of the world, for the size of a slice.
 * @param onProgress is told the part done, 0 to 1.
 */
export function startVerification(
  { source, edits }: EditedSource,
  cellCount: number,
  expected: StateHashes,
  onProgress: (part: number) => void,
  connect: () => SimulationSession = connectSimulation,
  backend: keyof typeof SLICE_UPDATES = 'reference',
): Verification {
  const session = connect()
  const sliceTicks = Math.max(1, Math.floor(SLICE_UPDATES[backend] / cellCount))

  async function replay(): Promise<Verdict> {
    const { simulation } = session
    unwrap(await simulation.load(withBackend(source, backend), edits))
    for (let tick = 0; tick < expected.tick; tick += sliceTicks) {
      onProgress(tick / expected.tick)
      unwrap(await simulation.step(Math.min(sliceTicks, expected.tick - tick)))
    }
    const hashes = unwrap(await simulation.hash())
    const isEqual =
      hashes.tick === expected.tick &&
      (expected.cellsHash ?? hashes.cellsHash) === hashes.cellsHash &&
      hashes.stateHash === expected.stateHash
    return { kind: isEqual ? 'equal' : 'different', hashes }
  }

  const verdict = replay()
    .catch((thrown: unknown): Verdict => {
      if (thrown instanceof ReplayFailure) return { kind: 'failed', failure: thrown.failure }
      throw thrown
    })
    .finally(() => session.terminate())
  return { verdict, stop: () => session.terminate() }
}

/** Carries a failure out of the replay. */
class ReplayFailure extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new ReplayFailure(result.failure)
  return result.value
}
