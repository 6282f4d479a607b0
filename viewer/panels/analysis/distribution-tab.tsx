/** How often states, values of a field or sizes of clusters occur in the present state. */
import { useState } from 'react'
import type { HistogramSubject } from '../../../engine/protocol/analysis-api.ts'
import type { LivingInfo } from '../../../engine/protocol/living-info.ts'
import { formatExact } from '../../design/format-number.ts'
import { formatValue, withUnit } from '../../design/format-value.ts'
import { useRunStore } from '../../state/run-store.ts'
import { Fact } from '../fact.tsx'
import { useRun } from '../run-context.ts'
import { Segments } from '../segments.tsx'
import { HistogramChart } from './histogram-chart.tsx'
import { LookNote } from './look-note.tsx'
import { useLook } from './use-look.ts'

const STATES = 'states'
const CLUSTERS = 'clusters'
/** Before the name of a plane, which may be called like the others. */
const PLANE = 'plane '

const SCALES = [
  { value: 'linear', text: 'linear' },
  { value: 'log', text: 'log' },
] as const

export function DistributionTab() {
  const { analysis } = useRun()
  const living = useRunStore(({ info }) => info?.living)
  const title = useRunStore(({ info }) => info?.title ?? '')
  const [wish, setWish] = useState(STATES)
  const [scale, setScale] = useState<'linear' | 'log'>('linear')
  const planes = listPlanes(living)
  const isThere = !wish.startsWith(PLANE) || planes.some(({ name }) => PLANE + name === wish)
  const choice = isThere ? wish : STATES
  const subject = subjectOf(choice)
  const { value, failure } = useLook(() => analysis.histogram(subject), `${title} ${choice}`)
  const plane = planes.find(({ name }) => PLANE + name === choice)
  const unit = plane?.unit ?? ''
  const noun = subject.kind === 'clusters' ? 'clusters' : 'cells'
  return (
    <div className="analysis-split">
      <div className="analysis-side">
        <label className="field">
          Of
          <select
            className="select"
            aria-label="What is counted"
            title="What is counted in the present state"
            value={choice}
            onChange={({ target }) => setWish(target.value)}
          >
            <option value={STATES}>cells by state</option>
            <option value={CLUSTERS}>clusters by size</option>
            {planes.map(({ name, unit: ownUnit }) => (
              <option key={name} value={PLANE + name}>
                {withUnit(name, ownUnit, ', ')}
              </option>
            ))}
          </select>
        </label>
        <Segments label="Scale of counts" options={SCALES} value={scale} onChange={setScale} />
        {value !== undefined && (
          <dl className="facts">
            <Fact name="At tick" value={formatExact(value.tick)} isNumber />
            <Fact name="Counted" value={`${formatExact(value.total)} ${noun}`} isNumber />
            {value.mean !== undefined && subject.kind !== 'states' && (
              <>
                <Fact name="Mean" value={withUnit(formatValue(value.mean), unit)} isNumber />
                <Fact
                  name="Deviation"
                  value={withUnit(formatValue(value.deviation ?? 0), unit)}
                  isNumber
                />
              </>
            )}
          </dl>
        )}
      </div>
      {value === undefined ? (
        <LookNote failure={failure} isWaiting />
      ) : (
        <HistogramChart
          title={nameOf(choice)}
          bins={value.bins}
          total={value.total}
          isDoubling={subject.kind === 'clusters'}
          isWhole={subject.kind !== 'plane' || unit === ''}
          isLog={scale === 'log'}
          unit={subject.kind === 'clusters' ? 'cells' : unit}
        />
      )}
    </div>
  )
}

const nameOf = (choice: string) => (choice.startsWith(PLANE) ? choice.slice(PLANE.length) : choice)

function subjectOf(choice: string): HistogramSubject {
  if (choice === CLUSTERS) return { kind: 'clusters', connectivity: 'around' }
  if (!choice.startsWith(PLANE)) return { kind: 'states' }
  return { kind: 'plane', name: choice.slice(PLANE.length) }
}

const listPlanes = (living: LivingInfo | undefined) =>
  living === undefined ? [] : [...living.channels, ...living.planes]
