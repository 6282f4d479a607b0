/** Starts what is open in the page as a run of the server. */
import { CloudUpload, SlidersHorizontal } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import { BACKEND_NAMES } from '../../../engine/kernels/backend-names.ts'
import type { BackendName } from '../../../engine/kernels/kernel.ts'
import { useRunStore } from '../../state/run-store.ts'
import { startOnServer } from '../../state/server-runs.ts'
import { findObstacle, useWatchStore } from '../../state/watch-store.ts'
import { useRun } from '../run-context.ts'
import { checkStart, type StartFields } from './check-start.ts'
import { FormField } from './form-field.tsx'

/** Where a scenario says nothing, and for those who only look. */
const DEFAULT_TICKS = 1000

const UNTOUCHED: StartFields = { ticks: undefined, pace: '', seed: '', threads: '1' }

export function StartRunForm() {
  const run = useRun()
  const suggested = useRunStore(({ info }) => info?.suggestedTicks ?? DEFAULT_TICKS)
  const title = useRunStore(({ info }) => info?.title)
  const ownSeed = useRunStore(({ info }) => info?.seed)
  const obstacle = useWatchStore(findObstacle)
  const [fields, setFields] = useState(UNTOUCHED)
  const [backend, setBackend] = useState<'auto' | BackendName>('auto')
  const [isOpen, setIsOpen] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const more = useRef<HTMLButtonElement>(null)
  const moreId = useId()
  const { problems, wishes } = checkStart({ ...fields, ticks: fields.ticks ?? String(suggested) })
  const isReady = !isBusy && title !== undefined && obstacle === undefined
  const change = (part: Partial<StartFields>) => setFields((last) => ({ ...last, ...part }))

  async function start(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!isReady || wishes === undefined) return
    setIsBusy(true)
    await startOnServer(run, { ...wishes, backend })
    setIsBusy(false)
    setIsOpen(false)
  }
  function close(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !isOpen) return
    event.stopPropagation()
    setIsOpen(false)
    more.current?.focus()
  }
  return (
    <form
      className="start-run"
      noValidate
      onSubmit={(event) => void start(event)}
      onKeyDown={close}
    >
      <FormField
        label="to tick"
        name="Ticks of the run"
        value={fields.ticks ?? String(suggested)}
        problem={problems.ticks}
        onChange={(ticks) => change({ ticks })}
      />
      <button
        ref={more}
        type="button"
        className="button icon bare"
        data-action="start-options"
        aria-label="Seed, pace, back end and threads"
        title="Seed, pace, back end and threads"
        aria-expanded={isOpen}
        aria-controls={moreId}
        onClick={() => setIsOpen(!isOpen)}
      >
        <SlidersHorizontal size={14} aria-hidden="true" />
      </button>
      <button
        type="submit"
        className="button primary"
        data-action="start-on-server"
        disabled={!isReady}
        aria-disabled={wishes === undefined}
        title={obstacle ?? `Starts "${title ?? 'what is open'}" on the server, edits included`}
      >
        <CloudUpload size={14} aria-hidden="true" />
        Run on the server
      </button>
      {isOpen && (
        <div className="start-more" id={moreId}>
          <FormField
            label="Seed"
            value={fields.seed}
            placeholder={ownSeed ?? 'its own'}
            problem={problems.seed}
            isFirst
            onChange={(seed) => change({ seed })}
          />
          <FormField
            label="Ticks a second"
            value={fields.pace}
            placeholder="as fast as it can"
            problem={problems.pace}
            onChange={(pace) => change({ pace })}
          />
          <label className="start-field">
            <span className="quiet">Back end</span>
            <select
              className="select"
              value={backend}
              onChange={({ target }) => setBackend(target.value as 'auto' | BackendName)}
            >
              <option value="auto">the fastest</option>
              {BACKEND_NAMES.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <FormField
            label="Threads"
            value={fields.threads}
            problem={problems.threads}
            onChange={(threads) => change({ threads })}
          />
        </div>
      )}
    </form>
  )
}
