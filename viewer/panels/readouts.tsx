/** When, how many and how fast: the numbers of the run, shortened, exact on hover. */

import { countCells } from '../../engine/lattice/size.ts'
import { formatExact, formatShort } from '../design/format-number.ts'
import { useRunStore } from '../state/run-store.ts'

export function Readouts() {
  const tick = useRunStore((state) => state.tick)
  const targetTick = useRunStore((state) => state.targetTick)
  const population = useRunStore((state) => state.population)
  const speed = useRunStore((state) => state.ticksPerSecond)
  const cells = useRunStore(({ info }) => (info === undefined ? 0 : countCells(info.size)))
  const goal = targetTick === undefined ? '' : ` of ${formatExact(targetTick)}`
  return (
    <dl className="readouts">
      <Readout name="tick" value={formatExact(tick)} exact={`tick ${formatExact(tick)}${goal}`} />
      <Readout
        name="population"
        value={formatShort(population)}
        exact={`${formatExact(population)} cells are not in state 0`}
      />
      <Readout
        name="ticks/s"
        value={formatShort(speed)}
        exact={`${speed.toFixed(1)} ticks per second`}
      />
      <Readout
        name="cells/s"
        value={formatShort(speed * cells)}
        exact={`${formatExact(speed * cells)} cells per second`}
      />
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
