/** Whether a run that was opened from a link comes to the state that the link says. */
import { countCells, isUnbounded } from '../../engine/lattice/size.ts'
import type { RunInfo, StateHashes } from '../../engine/protocol/simulation-api.ts'
import { formatExact } from '../design/format-number.ts'
import type { LinkedState } from '../session/share-link.ts'
import {
  type EditedSource,
  MAX_VERIFIED_UPDATES,
  startVerification,
} from '../session/verification.ts'
import { showFailure, showNews } from './notice-store.ts'
import { useRunStore } from './run-store.ts'

/** Cells of a world without an end, for the length of a check: as many as are alive in large ones. */
const UNBOUNDED_CELLS = 1e5

/**
 * Checks it and says what came of it. A run that stands at that very tick is asked itself; any other is run once
 * more in a worker of its own, unless that would take too long.
 *
 * @param hashNow hashes of the run that is open.
 */
export async function checkLinkedState(
  edited: EditedSource,
  info: RunInfo,
  state: LinkedState,
  hashNow: () => Promise<StateHashes | undefined>,
): Promise<void> {
  const { tick, isPlaying } = useRunStore.getState()
  const present = tick === state.tick && !isPlaying ? await hashNow() : undefined
  if (present?.tick === state.tick && present.stateHash !== undefined) {
    tell(state, present.stateHash)
    return
  }
  const cells = isUnbounded(info.size) ? UNBOUNDED_CELLS : countCells(info.size)
  if (cells * state.tick > MAX_VERIFIED_UPDATES) {
    showNews(
      'The link is not checked yet',
      `Its hash is of tick ${formatExact(state.tick)}, which is too far to run to by the way.`,
    )
    return
  }
  const expected = { ...state, cellsHash: undefined, reason: undefined }
  const check = startVerification(edited, cells, expected, () => {}, undefined, 'auto')
  const verdict = await check.verdict
  if (verdict.kind === 'failed') showFailure('The link was not checked', verdict.failure)
  else tell(state, verdict.hashes.stateHash)
}

function tell({ tick, stateHash }: LinkedState, found: string | undefined): void {
  const at = `At tick ${formatExact(tick)}`
  if (found === stateHash) {
    showNews('The link holds', `${at} the state is ${stateHash.slice(0, 8)}…, as it says.`)
    return
  }
  showFailure('This is not the run that the link is of', {
    code: 'link/state-differs',
    message:
      `${at} the state is ${found?.slice(0, 8) ?? 'unknown'}…, and the link says ${stateHash.slice(0, 8)}…. ` +
      'The link was changed, or the two are of different versions. What is open goes on.',
    details: { tick, expected: stateHash, found: found ?? 'unknown' },
  })
}
