/** Numbers at places of the world, followed in time. */
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { WorldBox } from '../../../engine/lattice/world-box.ts'
import {
  MAX_PROBED_CELLS,
  MAX_PROBES,
  type ProbeSpec,
} from '../../../engine/protocol/analysis-api.ts'
import { withUnit } from '../../design/format-value.ts'
import { useAnalysisStore } from '../../state/analysis-store.ts'
import { useMeasureStore } from '../../state/measure-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { type Selection, useToolStore } from '../../state/tool-store.ts'
import { ChartTile } from '../charts/chart-tile.tsx'
import { IconButton } from '../icon-button.tsx'
import { useRun } from '../run-context.ts'

const STATE = ''

export function ProbesTab() {
  const { analysis } = useRun()
  const probes = useAnalysisStore((state) => state.probes)
  const living = useRunStore(({ info }) => info?.living)
  const selection = useToolStore((state) => state.selection)
  const [wish, setWish] = useState(STATE)
  const planes = living === undefined ? [] : [...living.channels, ...living.planes]
  const choice = planes.some(({ name }) => name === wish) ? wish : STATE
  const box = selection && boxOf(selection)
  const added = box && describe(box, choice)
  const isKnown = probes.some(({ name }) => name === added?.name)
  const isFull = probes.length >= MAX_PROBES
  return (
    <div className="analysis-split">
      <div className="analysis-side">
        <label className="field">
          Of
          <select
            className="select"
            aria-label="What is probed"
            title="The state of a cell, the share of live cells of a box, or the mean of a field"
            value={choice}
            onChange={({ target }) => setWish(target.value)}
          >
            <option value={STATE}>state, or live share of a box</option>
            {planes.map(({ name, unit }) => (
              <option key={name} value={name}>
                {withUnit(name, unit, ', ')}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          className="button"
          disabled={added === undefined || isKnown || isFull}
          title={obstacleOf(box, isKnown, isFull) ?? 'Follows this number in time, and draws it'}
          onClick={() => added && void analysis.probe([...probes, added])}
        >
          <Plus size={14} aria-hidden="true" />
          Probe the selection
        </button>
        <p className="quiet small">
          {obstacleOf(box, isKnown, isFull) ??
            'Probes are read whenever the run is measured, and saved with the series.'}
        </p>
      </div>
      {probes.length === 0 ? (
        <p className="analysis-note quiet">
          Select a cell (click it) or a box (B), then probe it: its number is drawn over time.
        </p>
      ) : (
        <ProbeCharts probes={probes} />
      )}
    </div>
  )
}

function ProbeCharts({ probes }: { readonly probes: readonly ProbeSpec[] }) {
  const { analysis, measures } = useRun()
  const living = useRunStore(({ info }) => info?.living)
  // Series come with what is measured.
  useMeasureStore(({ version }) => version)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys scroll it
    <section className="analysis-scroll scrolled probe-charts" aria-label="Probes" tabIndex={0}>
      {probes.map((probe) => {
        const { name, of } = probe
        const series = measures.series.seriesOf(`probe ${name}`)
        const unit =
          of.kind === 'plane' ? living?.channels.find((each) => each.name === of.name)?.unit : ''
        return (
          <ChartTile
            key={name}
            title={name}
            unit={unit ?? ''}
            about={`${name}, whenever the run is measured`}
            lines={series === undefined ? [] : [{ label: name, series }]}
            action={
              <IconButton
                icon={X}
                label={`Do not probe ${name}`}
                onPress={() => void analysis.probe(probes.filter((each) => each !== probe))}
              />
            }
          />
        )
      })}
    </section>
  )
}

function obstacleOf(
  box: WorldBox | undefined,
  isKnown: boolean,
  isFull: boolean,
): string | undefined {
  if (isFull) return `There are ${MAX_PROBES} probes: remove one first.`
  if (box === undefined) return 'Select a cell, or a box of at most a million cells.'
  return isKnown ? 'It is probed already.' : undefined
}

function boxOf(selection: Selection): WorldBox | undefined {
  if (selection.kind === 'site') return { ...selection.site, size: { x: 1, y: 1, z: 1 } }
  if (selection.kind === 'zone') return undefined
  const { size } = selection.box
  return size.x * size.y * size.z > MAX_PROBED_CELLS ? undefined : selection.box
}

/** `heat at 3, 4, 5`, and of a box `heat over 2 x 2 x 1 at 3, 4, 5`. */
function describe(box: WorldBox, plane: string): ProbeSpec {
  const { x, y, z, size } = box
  const isCell = size.x * size.y * size.z === 1
  const what = plane === STATE ? (isCell ? 'state' : 'live share') : plane
  const over = isCell ? '' : ` over ${size.x} x ${size.y} x ${size.z}`
  return {
    name: `${what}${over} at ${x}, ${y}, ${z}`,
    box,
    of: plane === STATE ? { kind: 'state' } : { kind: 'plane', name: plane },
  }
}
