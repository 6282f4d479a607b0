/** When, how many and how fast: the numbers of the run, shortened, exact on hover. */

import { countCells, isUnbounded } from '../../engine/lattice/size.ts'
import { formatExact, formatShort } from '../design/format-number.ts'
import { useRunStore } from '../state/run-store.ts'

export function Readouts() {
  const tick = useRunStore((state) => state.tick)
  const targetTick = useRunStore((state) => state.targetTick)
  const population = useRunStore((state) => state.population)
  const speed = useRunStore((state) => state.ticksPerSecond)
  const size = useRunStore(({ info }) => info?.size)
  const cells = size === undefined || isUnbounded(size) ? undefined : countCells(size)
  const goal = targetTick === undefined ? '' : ` of ${formatExact(targetTick)}`
  return (
    <dl className="readouts">
      <Readout name="tick" value={formatExact(tick)} exact={`tick ${formatExact(tick)}${goal}`} />
      <Readout
        name="population"
        value={population === undefined ? '∞' : formatShort(population)}
        exact={`${population === undefined ? 'Infinitely many' : formatExact(population)} cells are not in state 0`}
      />
      <Readout
        name="ticks/s"
        value={formatShort(speed)}
        exact={`${speed.toFixed(1)} ticks per second`}
      />
      {cells !== undefined && (
        <Readout
          name="cells/s"
          value={formatShort(speed * cells)}
          exact={`${formatExact(speed * cells)} cells per second`}
        />
      )}
    </dl>
  )
}

interface ReadoutProps {
  readonly name: string
  readonly value: string
  readonly exact: string
}

function Readout({ name, value, exact }: ReadoutProps) {
  return (
    <div className="readout" title={exact}>
      <dt>{name}</dt>
      <dd className="number" data-readout={name}>
        {value}
      </dd>
    </div>
  )
}
