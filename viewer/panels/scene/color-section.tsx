/** What the color of a cell tells, and what each color means. */
import { Lock, LockOpen } from 'lucide-react'
import { useMemo } from 'react'
import type { RunInfo } from '../../../engine/protocol/simulation-api.ts'
import { cssColorOf, cssDepthGradient, paletteOfRule } from '../../design/state-palette.ts'
import { useAnalysisStore } from '../../state/analysis-store.ts'
import {
  areShadesOf,
  type ColorMode,
  chooseColorMode,
  colorByPlane,
  listColorModes,
  setScene,
  useSceneStore,
} from '../../state/scene-store.ts'
import { useViewStore } from '../../state/view-store.ts'
import { DamageLegend } from '../analysis/damage-legend.tsx'
import { IconButton } from '../icon-button.tsx'
import { Section } from '../section.tsx'
import { buildLegend } from './build-legend.ts'
import { ShadeLegend } from './shade-legend.tsx'

const TEXTS: Readonly<Record<Exclude<ColorMode, 'plane'>, string>> = {
  state: 'State',
  depth: 'Depth: from the middle of the world outward',
  age: 'Age: ticks without a change',
  activity: 'Activity: changes in the last ticks',
  rule: 'Rule that it follows',
  zone: 'Zone that it belongs to',
}

/** A value of the list that stands for a channel or plane. */
const PLANE_PREFIX = 'plane '

export function ColorSection({ info }: { readonly info: RunInfo }) {
  const showsDamage = useAnalysisStore(({ damage }) => damage !== undefined)
  // Damage is told by colors of states, which any other color would take.
  const choice = useSceneStore((state) => (showsDamage ? 'state' : chooseColorMode(info, state)))
  const plane = useSceneStore((state) => state.colorPlane)
  const { channels = [], planes = [] } = info.living ?? {}
  const modes = listColorModes(info)
  const choose = (value: string) => {
    if (value.startsWith(PLANE_PREFIX)) colorByPlane(value.slice(PLANE_PREFIX.length))
    else setScene({ colorMode: value as ColorMode })
  }
  return (
    <Section title="Colors">
      <div className="legend">
        {modes.length > 1 && !showsDamage && (
          <select
            className="select"
            aria-label="Color of a cell"
            title="What the color of a cell tells. Next: 1"
            value={choice === 'plane' ? PLANE_PREFIX + plane : choice}
            onChange={({ target }) => choose(target.value)}
          >
            {modes.map(
              (mode) =>
                mode !== 'plane' && (
                  <option key={mode} value={mode}>
                    {TEXTS[mode]}
                  </option>
                ),
            )}
            <PlaneOptions label="Fields" layers={channels} />
            <PlaneOptions label="Other numbers of cells and bits" layers={planes} />
          </select>
        )}
        <ModeLegend info={info} mode={choice} />
        {showsDamage && <DamageLegend />}
      </div>
    </Section>
  )
}

interface PlaneOptionsProps {
  readonly label: string
  readonly layers: readonly { readonly name: string }[]
}

function PlaneOptions({ label, layers }: PlaneOptionsProps) {
  if (layers.length === 0) return null
  return (
    <optgroup label={label}>
      {layers.map(({ name }) => (
        <option key={name} value={PLANE_PREFIX + name}>
          {name}
        </option>
      ))}
    </optgroup>
  )
}

function ModeLegend({ info, mode }: { readonly info: RunInfo; readonly mode: ColorMode }) {
  const plane = useSceneStore((state) => state.colorPlane)
  const shades = useSceneStore((state) => state.shades)
  const fixed = useSceneStore((state) => state.colorRange)
  if (mode === 'depth') return <DepthLegend info={info} />
  if (mode === 'state') return <StateLegend info={info} />
  if (shades === undefined || !areShadesOf(shades, mode, plane)) {
    return <p className="quiet">No picture has told it so far.</p>
  }
  return (
    <>
      <ShadeLegend shades={shades} info={info} />
      {mode === 'plane' && (
        <IconButton
          icon={fixed === undefined ? LockOpen : Lock}
          label={
            fixed === undefined ? 'Keep this range of colors' : 'Let the colors follow the values'
          }
          isPressed={fixed !== undefined}
          onPress={() => setScene({ colorRange: fixed === undefined ? shades.range : undefined })}
        />
      )}
    </>
  )
}

function usePalette({ rule }: RunInfo) {
  const theme = useViewStore((state) => state.theme)
  return useMemo(() => paletteOfRule(rule, theme), [rule, theme])
}

function DepthLegend({ info }: { readonly info: RunInfo }) {
  const palette = usePalette(info)
  return (
    <div className="ramp">
      <span className="ramp-bar" style={{ background: cssDepthGradient(palette) }} />
      <span>middle of the world</span>
      <span>corners</span>
    </div>
  )
}

/** Longer legends stand in two columns. */
const MAX_SINGLE_COLUMN = 5

function StateLegend({ info }: { readonly info: RunInfo }) {
  const palette = usePalette(info)
  const rows = buildLegend(palette)
  return (
    <ul className={rows.length > MAX_SINGLE_COLUMN ? 'swatches wide' : 'swatches'}>
      {rows.map(({ state, text }) => (
        <li key={state}>
          <span className="swatch" style={{ background: cssColorOf(palette, state) }} />
          <span className="number">{state}</span>
          <span className="quiet">{text}</span>
        </li>
      ))}
    </ul>
  )
}
