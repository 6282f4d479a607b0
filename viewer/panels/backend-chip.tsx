/** What ticks the run, and the choice of something else. */
import { Zap } from 'lucide-react'
import { backendOf } from '../session/run-backend.ts'
import { useRunStore } from '../state/run-store.ts'
import './backend-chip.css'
import { useRun } from './run-context.ts'

export function BackendChip() {
  const run = useRun()
  const info = useRunStore((state) => state.info)
  const source = useRunStore((state) => state.source)
  const offers = useRunStore((state) => state.backends)
  if (info === undefined || source === undefined) return null
  const { backend, backendReason } = info
  const wish = backendOf(source)
  const why = backendReason === undefined ? '' : `: ${backendReason}`
  // What is wished for is there to be shown before the others are known.
  const isListed = wish === 'auto' || offers.some(({ name }) => name === wish)
  const listed = isListed ? offers : [{ name: wish, refusal: undefined }, ...offers]
  return (
    <label className="chip backend" title={`Ticked by the ${backend} back end, in a worker${why}`}>
      <Zap size={12} aria-hidden="true" />
      <select
        aria-label="Back end"
        value={wish}
        onChange={({ target }) => {
          const chosen = listed.find(({ name }) => name === target.value)
          void run.setBackend(chosen?.name ?? 'auto')
        }}
      >
        <option value="auto">{wish === 'auto' ? `auto: ${backend}` : 'auto'}</option>
        {listed.map(({ name, refusal }) => (
          <option key={name} value={name} disabled={refusal !== undefined} title={refusal}>
            {refusal === undefined ? name : `${name}: ${refusal}`}
          </option>
        ))}
      </select>
    </label>
  )
}
