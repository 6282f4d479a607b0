/** What the colors mean that come with pictures: ages, activity, values, or names of rules and zones. */
import { useMemo } from 'react'
import { MAX_SHOWN_AGE } from '../../../engine/protocol/picture-api.ts'
import type { RunInfo } from '../../../engine/protocol/simulation-api.ts'
import { cssGradientOf } from '../../design/color-maps.ts'
import { formatValue, withUnit } from '../../design/format-value.ts'
import { buildShadeRamp } from '../../design/shade-ramp.ts'
import { findLayer } from '../../state/find-layer.ts'
import type { ShadesNews } from '../../state/scene-store.ts'
import { useViewStore } from '../../state/view-store.ts'

/** More names than this say less. */
const MAX_NAMES = 12

interface ShadeLegendProps {
  readonly shades: ShadesNews
  readonly info: RunInfo
  /** Leaves the explanation out. */
  readonly isShort?: boolean
}

export function ShadeLegend({ shades, info, isShort = false }: ShadeLegendProps) {
  const theme = useViewStore((state) => state.theme)
  const { kind, name, range } = shades
  const isSigned = range.low < 0
  const ramp = useMemo(
    () => buildShadeRamp({ kind, name }, isSigned, theme),
    [kind, name, isSigned, theme],
  )
  if (kind === 'rule' || kind === 'zone') {
    const names =
      kind === 'rule'
        ? (info.living?.rules ?? [])
        : (info.living?.zones ?? []).map((zone) => zone.name)
    return <NameLegend names={names} ramp={ramp} />
  }
  return (
    <div className="ramp">
      <span className="ramp-bar" style={{ background: cssGradientOf(ramp) }} />
      {marksOf(shades).map((text) => (
        <span key={text} className="number">
          {text}
        </span>
      ))}
      {!isShort && <p className="quiet ramp-note">{noteOf(shades, info)}</p>}
    </div>
  )
}

function marksOf({ kind, range: { low, high } }: ShadesNews): readonly string[] {
  if (kind === 'age') return ['0', '3', '15', '63', `${MAX_SHOWN_AGE}+`]
  if (kind === 'activity') return ['never', 'every tick']
  return [low, (low + high) / 2, high].map(formatValue)
}

function noteOf({ kind, name, everyTicks }: ShadesNews, info: RunInfo): string {
  if (kind === 'plane')
    return withUnit(name, findLayer(info.living, name)?.unit ?? '', ', in units of ')
  const seen =
    everyTicks === 1 ? 'Every tick is seen.' : `Seen every ${everyTicks} ticks: the run is faster.`
  if (kind === 'age') return `Ticks since a cell was seen to change. ${seen}`
  return `How often a cell changed in about the last eight looks. ${seen}`
}

interface NameLegendProps {
  readonly names: readonly string[]
  readonly ramp: Uint8Array
}

function NameLegend({ names, ramp }: NameLegendProps) {
  const shown = names.slice(0, MAX_NAMES)
  return (
    <ul className="swatches">
      {shown.map((name, i) => (
        <li key={name}>
          <span
            className="swatch"
            style={{ background: `rgb(${ramp[4 * i]} ${ramp[4 * i + 1]} ${ramp[4 * i + 2]})` }}
          />
          <span className="number">{i}</span>
          <span className="quiet clipped-name" title={name}>
            {name}
          </span>
        </li>
      ))}
      {names.length > shown.length && (
        <li>
          <span />
          <span />
          <span className="quiet">and {names.length - shown.length} more</span>
        </li>
      )}
    </ul>
  )
}
