/** What each color means. */
import { useMemo } from 'react'
import type { RunInfo } from '../../engine/protocol/simulation-api.ts'
import {
  cssColorOf,
  cssDepthGradient,
  paletteOfRule,
  type StatePalette,
} from '../design/state-palette.ts'
import { type ColorMode, setView, useViewStore } from '../state/view-store.ts'
import { buildLegend } from './build-legend.ts'
import { Segments } from './segments.tsx'

const MODES = [
  { value: 'state', text: 'by state', help: 'Each state has its color' },
  { value: 'depth', text: 'by depth', help: 'The color tells how far a cell lies from the middle' },
] as const

export function Legend({ info }: { readonly info: RunInfo }) {
  const { states, dimensions } = info.rule
  const theme = useViewStore((state) => state.theme)
  const wish = useViewStore((state) => state.colorMode)
  const palette = useMemo(() => paletteOfRule(info.rule, theme), [info.rule, theme])
  const isSolid = dimensions === 3
  const ownMode: ColorMode = states === 2 ? 'depth' : 'state'
  const mode = isSolid ? (wish ?? ownMode) : 'state'
  return (
    <div className="legend">
      {isSolid && (
        <Segments
          label="Color of a cell"
          options={MODES}
          value={mode}
          onChange={(colorMode) => setView({ colorMode })}
        />
      )}
      {mode === 'depth' ? <DepthLegend palette={palette} /> : <StateLegend palette={palette} />}
    </div>
  )
}

function DepthLegend({ palette }: { readonly palette: StatePalette }) {
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

function StateLegend({ palette }: { readonly palette: StatePalette }) {
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
