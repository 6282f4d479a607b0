/** Saves the run as a recording that anybody can verify, and tells how one that was opened stands. */
import { Film } from 'lucide-react'
import { formatExact } from '../design/format-number.ts'
import { useRunStore } from '../state/run-store.ts'
import { download } from './download.ts'
import { plainFileName } from './export-formats.ts'
import { useRun } from './run-context.ts'

export function SaveReplay() {
  const run = useRun()
  const standing = useRunStore(({ replay }) => replay)
  const isComplete = useRunStore(({ recorded }) => recorded?.isComplete !== false)
  async function save(): Promise<void> {
    const bytes = await run.saveReplay()
    if (bytes === undefined) return
    const name = plainFileName(useRunStore.getState().info?.title ?? '')
    download(new Uint8Array(bytes), `${name}.replay`)
  }
  return (
    <>
      <button
        type="button"
        className="button wide"
        data-action="save-replay"
        title="The run with all that was done by hand and digests of its states, for thunderline replay"
        onClick={() => void save()}
      >
        <Film size={14} aria-hidden="true" />
        Save replay
      </button>
      {standing !== undefined && (
        <p
          className="note"
          role="status"
          data-replay={standing.divergedAt === undefined ? 'good' : 'diverged'}
        >
          {standing.divergedAt === undefined
            ? `Recording${isComplete ? '' : ', broken off,'} to tick ${formatExact(standing.lastTick)}: ` +
              `${standing.verified} of ${standing.marks} marks verified.`
            : `The run departs from its recording at tick ${formatExact(standing.divergedAt)}.`}
        </p>
      )}
    </>
  )
}
