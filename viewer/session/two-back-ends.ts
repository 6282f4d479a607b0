/** A run from its start in a worker of its own, hashed at some ticks; and the same on two back ends. */
import type { BackendName } from '../../engine/kernels/kernel.ts'
import type { Result } from '../../engine/protocol/result.ts'
import type { RunSource } from '../../engine/protocol/simulation-api.ts'
import { withBackend } from './run-backend.ts'
import { connectSimulation } from './simulation-session.ts'

/** Told of each hash as it is known. @param side which back end. */
export type TellHash = (side: 0 | 1, tick: number, stateHash: string) => void

/**
 * Runs it on both at once, and hashes it at the ticks.
 *
 * @param ticks rising. @param signal ends both workers.
 * @throws {TwinFailure} where one of them does not run.
 */
export async function runOnTwo(
  source: RunSource,
  backends: readonly [BackendName, BackendName],
  ticks: readonly number[],
  tell: TellHash,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    backends.map((backend, side) =>
      hashAtTicks(
        withBackend(source, backend),
        ticks,
        ({ tick, stateHash }) => tell(side as 0 | 1, tick, stateHash),
        signal,
      ),
    ),
  )
}

/** What is known of a run at a tick. */
export interface StateAt {
  readonly tick: number
  /** SHA-256, hex. */
  readonly stateHash: string
  /** Undefined where infinitely many cells are alive. */
  readonly population: number | undefined
}

/**
 * Runs it, and hashes it at the ticks.
 *
 * @param ticks rising. @param signal ends the worker.
 * @throws {TwinFailure} where it does not run.
 */
export async function hashAtTicks(
  source: RunSource,
  ticks: readonly number[],
  tell: (state: StateAt) => void,
  signal: AbortSignal,
): Promise<void> {
  const session = connectSimulation()
  const left = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  async function work(): Promise<void> {
    const { simulation } = session
    unwrap(await simulation.load(source))
    for (const tick of ticks) {
      const { population } = unwrap(await simulation.runTo(tick))
      const { stateHash } = unwrap(await simulation.hash())
      if (stateHash !== undefined) tell({ tick, stateHash, population })
    }
  }
  try {
    signal.throwIfAborted()
    await Promise.race([work(), left])
  } finally {
    session.terminate()
  }
}

/** A back end that did not run. */
export class TwinFailure extends Error {
  override readonly name = 'TwinFailure'
}

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new TwinFailure(result.failure.message)
  return result.value
}
