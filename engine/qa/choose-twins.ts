/** Which back ends a run may be compared with, the most trusted of those that are quick enough first. */
import type { BackendName } from '../kernels/kernel.ts'
import { estimateCells, isUnbounded } from '../lattice/size.ts'
import type { Run } from '../scenario/run.ts'
import { countVisits } from '../simulation/count-visits.ts'

/** Sites that the reference kernel looks at in some ten seconds. */
const QUICK_VISITS = 1e8

/**
 * Back ends other than the suspect for a run of so many ticks. Which of them can run its rule, only a
 * try tells.
 */
export function listTwins(run: Run, suspect: BackendName, ticks: number): BackendName[] {
  const visits = estimateCells(run.size) * countVisits(run) * ticks
  const others = othersOf(run)
  // The reference is slow, and the one that everybody can read.
  const all: BackendName[] =
    visits <= QUICK_VISITS ? ['reference', ...others] : [...others, 'reference']
  return all.filter((name) => name !== suspect)
}

/**
 * What is run again where a run has gone wrong. A world without an end that chooses for itself goes over
 * from one back end to the other and back, and either may have been in charge when it happened.
 *
 * @param asked the back end that was asked for.
 * @param last the one in charge at the end.
 */
export function listSuspects(
  run: Run,
  asked: 'auto' | BackendName,
  last: BackendName,
): ('auto' | BackendName)[] {
  if (asked !== 'auto' || !isUnbounded(run.size) || run.living !== undefined) return [last]
  const others = othersOf(run).filter((name) => name !== last)
  return [last, ...others, 'auto']
}

function othersOf({ living, size }: Run): BackendName[] {
  if (living !== undefined) return ['wasm']
  return isUnbounded(size) ? ['sparse', 'hashlife'] : ['cpu', 'wasm', 'gpujs']
}
