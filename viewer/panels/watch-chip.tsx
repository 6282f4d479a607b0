/** Says that the scene shows a run of the server, how far it is, and gives the scene back. */
import { RadioTower, Undo2 } from 'lucide-react'
import { formatExact } from '../design/format-number.ts'
import { useRunStore } from '../state/run-store.ts'
import { useWatchStore } from '../state/watch-store.ts'
import { useRun } from './run-context.ts'
import './watch-chip.css'

export function WatchChip() {
  const run = useRun()
  const watched = useWatchStore((state) => state.watched)
  const tick = useRunStore((state) => state.tick)
  if (watched === undefined) return null
  const { title, state, ticks, isConnected } = watched
  return (
    <section className="watch-chip" aria-label="Watching a server run">
      <RadioTower size={14} aria-hidden="true" />
      <span className="watch-words">
        <strong>Watching a server run</strong>
        <span className="quiet" title={title}>
          {title}
        </span>
        <span className="number quiet">
          {isConnected || state !== 'running' ? state : 'connecting…'}, tick {formatExact(tick)}
          {ticks !== undefined && ` of ${formatExact(ticks)}`}
        </span>
      </span>
      <button
        type="button"
        className="button"
        data-action="detach"
        title="Back to your own run, as it was"
        onClick={() => void run.takeBack()}
      >
        <Undo2 size={14} aria-hidden="true" />
        Detach
      </button>
    </section>
  )
}
