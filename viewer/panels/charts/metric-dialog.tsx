/** Chooses what is measured while the run goes on. */
import { useId } from 'react'
import { MAX_WATCHED, type MetricOffer } from '../../../engine/protocol/measure-api.ts'
import type { ChosenMetric } from '../../state/chosen-metrics.ts'
import { useMeasureStore } from '../../state/measure-store.ts'
import { Dialog } from '../dialog.tsx'
import { useRun } from '../run-context.ts'
import { firstOutputOf, splitSpec } from './chart-series.ts'

export function MetricDialog() {
  return (
    <Dialog name="metrics" title="Measure">
      <MetricList />
    </Dialog>
  )
}

function MetricList() {
  const offers = useMeasureStore((state) => state.offers)
  const chosen = useMeasureStore((state) => state.chosen)
  const isFull = chosen.length >= MAX_WATCHED
  if (offers.length === 0) return <p className="quiet">Open a world to see what can be measured.</p>
  return (
    <>
      <p className="quiet">
        Each is drawn below the world. Measuring takes at most a fifth of the time
        {isFull ? `; ${MAX_WATCHED} are the most.` : '.'}
      </p>
      <ul className="metric-list">
        {offers.map((offer) => (
          <MetricRow key={offer.name} offer={offer} isFull={isFull} />
        ))}
      </ul>
    </>
  )
}

function MetricRow({ offer, isFull }: { readonly offer: MetricOffer; readonly isFull: boolean }) {
  const { measures } = useRun()
  const chosen = useMeasureStore((state) => state.chosen)
  const aboutId = useId()
  const { name, parameter, obstacle, outputs } = offer
  const mine = chosen.find(({ spec }) => splitSpec(spec).name === name)
  const present = mine === undefined ? parameter?.fallback : splitSpec(mine.spec).parameter
  const specWith = (choice: string | undefined) =>
    choice === undefined || choice === '' ? name : `${name}:${choice}`
  const others = chosen.filter((each) => each !== mine)

  function toggle(): void {
    const added: ChosenMetric = { spec: specWith(present), output: firstOutputOf(offer) }
    void measures.choose(mine === undefined ? [...chosen, added] : others)
  }
  function setParameter(choice: string): void {
    if (mine === undefined) return
    const spec = specWith(choice)
    void measures.choose(chosen.map((each) => (each === mine ? { ...each, spec } : each)))
  }

  const isDisabled = mine === undefined && (obstacle !== undefined || isFull)
  return (
    <li className="metric-row">
      <label className="metric-choice">
        <input
          type="checkbox"
          checked={mine !== undefined}
          disabled={isDisabled}
          aria-describedby={aboutId}
          onChange={toggle}
        />
        <span className="number">{name}</span>
      </label>
      {parameter !== undefined && (
        <label className="metric-parameter">
          <span className="screen-reader-only">{`${name}: ${parameter.about}`}</span>
          <select
            className="select"
            title={parameter.about}
            value={present}
            disabled={mine === undefined}
            onChange={({ target }) => setParameter(target.value)}
          >
            {parameter.choices.map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </select>
        </label>
      )}
      <p id={aboutId} className="metric-about quiet">
        {obstacle === undefined ? outputs[0]?.definition : `Not of this world: ${obstacle}.`}
      </p>
    </li>
  )
}
