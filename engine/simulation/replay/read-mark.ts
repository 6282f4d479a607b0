/** What a mark says of the present state of a simulation. */
import { formatDigest } from '../../math/digest-terms.ts'
import { probe } from '../run-to-probes.ts'
import type { Simulation } from '../simulation.ts'
import type { ReplayMark } from './replay-record.ts'

/** @param isHashed whether the state hash is wanted too, for which the whole state is read. */
export async function readMark(simulation: Simulation, isHashed: boolean): Promise<ReplayMark> {
  const { tick, runDigest } = simulation
  const digest = await simulation.digest()
  const stateHash = isHashed ? (await probe(simulation)).stateHash : undefined
  return {
    kind: 'mark',
    tick,
    digest: digest === undefined ? null : formatDigest(digest),
    ...(runDigest === undefined ? {} : { runDigest: formatDigest(runDigest) }),
    ...(stateHash === undefined ? {} : { stateHash }),
  }
}

/** A number of a mark that is not what it should be. */
export interface MarkDifference {
  readonly what: 'digest' | 'runDigest' | 'stateHash'
  readonly expected: string
  readonly found: string
}

/** Compares what both marks of a tick say; undefined where all that is the same. */
export function compareMarks(expected: ReplayMark, found: ReplayMark): MarkDifference | undefined {
  for (const what of ['digest', 'stateHash', 'runDigest'] as const) {
    const [wanted, seen] = [expected[what], found[what]]
    if (wanted === undefined || seen === undefined || wanted === seen) continue
    return { what, expected: wanted ?? 'none', found: seen ?? 'none' }
  }
  return undefined
}
