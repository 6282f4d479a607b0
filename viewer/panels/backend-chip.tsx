/** What ticks the run, and the choice of something else. */
import { Zap } from 'lucide-react'
import { backendOf, listBackends } from '../session/run-backend.ts'
import { useRunStore } from '../state/run-store.ts'
import './backend-chip.css'
import { useRun } from './run-context.ts'

export function BackendChip() {
  const run = useRun()
  const info = useRunStore((state) => state.info)
  const source = useRunStore((state) => state.source)
  if (info === undefined || source === undefined) return null
  const { backend, backendReason, size } = info
  const wish = backendOf(source)
  const backends = listBackends(size)
  const why = backendReason === undefined ? '' : `: ${backendReason}`
  return (
    <label className="chip backend" title={`Ticked by the ${backend} back end, in a worker${why}`}>
      <Zap size={12} aria-hidden="true" />
      <select
        aria-label="Back end"
        value={wish}
        onChange={({ target }) => {
          const chosen = backends.find((each) => each === target.value)
          if (chosen !== undefined) void run.setBackend(chosen)
        }}
      >
        {backends.map((each) => (
          <option key={each} value={each}>
            {each === 'auto' && wish === 'auto' ? `auto: ${backend}` : each}
          </option>
        ))}
      </select>
    </label>
  )
}
