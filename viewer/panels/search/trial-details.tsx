/** The trial that is looked at: what was proposed, what came of it, and its world. */
import { Brain, Globe, X } from 'lucide-react'
import { useState } from 'react'
import { formatNumber } from '../../../engine/qa/plot/format-number.ts'
import type { StudyFacts, TrialRow } from '../../../engine/worker/search-api.ts'
import { exportModel, openTrial } from '../../state/study-desk.ts'
import { chooseTrial, useStudyStore } from '../../state/study-store.ts'
import { download } from '../download.ts'
import { IconButton } from '../icon-button.tsx'
import { useRun } from '../run-context.ts'
import { ABOUT_CLAIMS, describeState } from './describe-state.ts'
import { formatChoice } from './format-choice.ts'

export function TrialDetails({ facts }: { readonly facts: StudyFacts }) {
  const trial = useStudyStore(({ trials, chosen }) =>
    chosen === undefined ? undefined : trials[chosen],
  )
  if (trial === undefined) return null
  return (
    <aside className="trial-details" aria-label={`Trial ${trial.number}`} data-trial={trial.number}>
      <header className="plot-head">
        <h4>Trial {trial.number}</h4>
        <span className="quiet cut" title={trial.claim && ABOUT_CLAIMS[trial.claim]}>
          {describe(trial)}
        </span>
        <span className="spring" />
        {facts.kind === 'training' && trial.state === 'complete' && (
          <SaveModel key={trial.number} trial={trial.number} />
        )}
        {facts.runs > 0 && <OpenTrial trial={trial.number} runs={facts.runs} />}
        <IconButton icon={X} label="Close the trial" onPress={close} />
      </header>
      <div className="trial-values scrolled">
        {trial.reason !== undefined && <p className="faulty">{trial.reason}</p>}
        <dl>
          {facts.objectives.map(({ name, unit }, place) => (
            <Pair
              key={name}
              name={unit === undefined || unit === name ? name : `${name}, ${unit}`}
              value={formatNumber(trial.values?.[place])}
              exact={trial.values?.[place]}
              isMain
            />
          ))}
          {Object.entries(trial.measured)
            .filter(([name]) => facts.objectives.every((each) => each.name !== name))
            .map(([name, value]) => (
              <Pair key={name} name={name} value={formatNumber(value)} exact={value} />
            ))}
          {Object.entries(trial.params).map(([name, value]) => (
            <Pair key={`of ${name}`} name={name} value={formatChoice(value)} exact={value} />
          ))}
        </dl>
      </div>
    </aside>
  )
}

interface PairProps {
  readonly name: string
  readonly value: string
  readonly exact: unknown
  /** Whether it is an objective. */
  readonly isMain?: boolean
}

function Pair({ name, value, exact, isMain = false }: PairProps) {
  return (
    <div className={isMain ? 'pair main' : 'pair'}>
      <dt className="quiet cut" title={name}>
        {name}
      </dt>
      <dd className="number" title={exact === undefined ? undefined : String(exact)}>
        {value}
      </dd>
    </div>
  )
}

function describe(trial: TrialRow): string {
  const { state, seconds, reports } = trial
  const word = describeState(trial) || state
  const steps = reports.length === 0 ? '' : `, step ${reports.at(-1)!.step}`
  const time = seconds === undefined || state === 'running' ? '' : `, ${formatNumber(seconds)} s`
  return `${word}${steps}${time}`
}

/** The focus goes back to the table that it was chosen in. */
function close(): void {
  chooseTrial(undefined)
  document.querySelector<HTMLElement>('.study-trials [role=listbox]')?.focus()
}

/** Models are not kept: each is the same whenever it is trained. */
function SaveModel({ trial }: { readonly trial: number }) {
  const [isBusy, setIsBusy] = useState(false)
  const save = async () => {
    setIsBusy(true)
    const file = await exportModel(trial)
    setIsBusy(false)
    if (file !== undefined) download(file.bytes, file.fileName)
  }
  return (
    <button
      type="button"
      className="button"
      data-action="save-model"
      aria-disabled={isBusy}
      title="This page keeps no models: it is trained once more, to the same bytes, and saved as thunderline search --models does"
      onClick={() => !isBusy && void save()}
    >
      <Brain size={13} aria-hidden="true" />
      {isBusy ? 'Training again…' : 'Save its model'}
    </button>
  )
}

/** Opens its world in the scene; of a trial of several seeds one is chosen. */
function OpenTrial({ trial, runs }: { readonly trial: number; readonly runs: number }) {
  const run = useRun()
  const [place, setPlace] = useState(0)
  return (
    <>
      {runs > 1 && (
        <select
          className="select"
          aria-label="Which of its runs"
          value={place}
          onChange={({ target }) => setPlace(Number(target.value))}
        >
          {Array.from({ length: runs }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: runs are known by their places
            <option key={i} value={i}>
              run {i + 1}
            </option>
          ))}
        </select>
      )}
      <button
        type="button"
        className="button"
        data-action="open-trial"
        title="Opens the world of this trial above"
        onClick={() => void openTrial(run, trial, place)}
      >
        <Globe size={13} aria-hidden="true" />
        Open this trial
      </button>
    </>
  )
}
