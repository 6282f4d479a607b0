/** How far a run may be made again from its start: going back to a tick means running to it. */
import { estimateCells, isUnbounded } from '../../engine/lattice/size.ts'
import type { RunInfo } from '../../engine/protocol/simulation-api.ts'
import type { BackendWish } from '../session/run-backend.ts'
import type { SimulationSession } from '../session/simulation-session.ts'

/** Beyond this many cell updates a run starts at tick 0. */
const MAX_REPLAYED_UPDATES = 4e9

/** Tells whether a run that starts anew on a back end gets to a tick within reason. */
export async function canReplay(
  simulation: SimulationSession['simulation'],
  tick: number,
  { size }: RunInfo,
  backend: BackendWish,
): Promise<boolean> {
  if (tick * estimateCells(size) <= MAX_REPLAYED_UPDATES) return true
  // What HashLife can run it may well leap over; if not, it can be stopped.
  if (!isUnbounded(size) || (backend !== 'auto' && backend !== 'hashlife')) return false
  const offers = await simulation.listBackends()
  if (!offers.ok) return false
  return offers.value.some(({ name, refusal }) => name === 'hashlife' && refusal === undefined)
}
