/** How a small change spreads: the run beside a twin, and what differs as a second color of the scene. */
import { GitCompareArrows, Square } from 'lucide-react'
import type { Size } from '../../../engine/lattice/size.ts'
import type { Site } from '../../../engine/protocol/inspect-api.ts'
import { formatExact } from '../../design/format-number.ts'
import { useAnalysisStore } from '../../state/analysis-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { type Selection, useToolStore } from '../../state/tool-store.ts'
import { ChartTile } from '../charts/chart-tile.tsx'
import { Fact } from '../fact.tsx'
import { useRun } from '../run-context.ts'
import { DamageLegend } from './damage-legend.tsx'

/** More cells are no small change. */
const MAX_SITES = 4096

export function DamageTab() {
  const { analysis } = useRun()
  const damage = useAnalysisStore((state) => state.damage)
  const selection = useToolStore((state) => state.selection)
  const size = useRunStore(({ info }) => info?.size)
  const tick = useRunStore((state) => state.tick)
  const sites = selection && sitesOf(selection)
  const start = (changed: readonly Site[]) => void analysis.beginDamage(changed)
  return (
    <div className="analysis-split">
      <div className="analysis-side">
        <button
          type="button"
          className="button"
          disabled={sites === undefined}
          title={
            sites === undefined
              ? 'Select a cell, or a box of at most 4,096, first'
              : 'A twin of the present state in which the selected cells are changed'
          }
          onClick={() => sites && start(sites)}
        >
          <GitCompareArrows size={14} aria-hidden="true" />
          Change{' '}
          {sites === undefined || sites.length === 1
            ? 'the selected cell'
            : `${formatExact(sites.length)} cells`}
        </button>
        <button
          type="button"
          className="button"
          title="A twin of the present state in which the cell in the middle of the world is changed"
          onClick={() => size && start([middleOf(size)])}
        >
          Change the middle cell
        </button>
        <button
          type="button"
          className="button"
          title="A twin of the present state as it is: what later edits do is what differs"
          onClick={() => start([])}
        >
          Follow my edits
        </button>
        {damage !== undefined && (
          <button
            type="button"
            className="button"
            title="End the twin, and the second color"
            onClick={() => void analysis.endDamage()}
          >
            <Square size={14} aria-hidden="true" />
            Stop comparing
          </button>
        )}
      </div>
      {damage === undefined ? (
        <p className="analysis-note quiet">
          A twin of the run begins at this tick with some cells changed (0 becomes 1, others 0),
          draws the same random numbers, and is ticked beside it. Cells that differ are drawn in a
          second color. The run itself is not touched.
        </p>
      ) : (
        <div className="damage">
          <dl className="facts wide-facts">
            <Fact name="Since tick" value={formatExact(damage.since)} isNumber />
            <Fact name="Ticks since" value={formatExact(tick - damage.since)} isNumber />
            <Fact name="Cells that differ" value={formatExact(damage.cells)} isNumber />
            <Fact
              name="Share"
              value={`${((100 * damage.cells) / damage.of).toFixed(3)} %`}
              isNumber
            />
          </dl>
          <DamageLegend />
          <ChartTile
            title="Damage"
            unit="cells"
            about="Cells in other states than those of the twin: the Hamming distance"
            lines={[{ label: 'Damage', series: analysis.damageSeries }]}
          />
        </div>
      )}
    </div>
  )
}

const middleOf = ({ x, y, z }: Size): Site => ({ x: x >> 1, y: y >> 1, z: z >> 1 })

/** The cells of a selection; undefined where they are none or too many. */
function sitesOf(selection: Selection): readonly Site[] | undefined {
  if (selection.kind === 'site') return [selection.site]
  if (selection.kind === 'zone') return undefined
  const { x, y, z, size } = selection.box
  const count = size.x * size.y * size.z
  if (count > MAX_SITES) return undefined
  return Array.from({ length: count }, (_, i) => ({
    x: x + (i % size.x),
    y: y + (Math.floor(i / size.x) % size.y),
    z: z + Math.floor(i / (size.x * size.y)),
  }))
}
