/** What the colors of the field mean, in a corner of the scene. */
import { useMemo } from 'react'
import { isSigned } from '../../engine/fields/value-range.ts'
import { buildColorMap, cssGradientOf, directionColor, mapOfChannel } from '../design/color-maps.ts'
import { formatValue } from '../design/format-value.ts'
import { useFieldStore } from '../state/field-store.ts'
import { findLayer } from '../state/find-layer.ts'
import { useRunStore } from '../state/run-store.ts'
import { useViewStore } from '../state/view-store.ts'
import './field-panel.css'

export function FieldLegend() {
  const { channel: name, range, fixedRange } = useFieldStore()
  const channel = useRunStore(({ info }) => findLayer(info?.living, name))
  const theme = useViewStore((state) => state.theme)
  const isArrows = channel?.kind === 'uphill'
  const mapName = mapOfChannel(name ?? '', channel !== undefined && isSigned(channel))
  const gradient = useMemo(() => {
    if (!isArrows) return cssGradientOf(buildColorMap(mapName, theme))
    const hues = [180, 90, 0, -90, -180].map(
      (angle) => `rgb(${directionColor(angle, theme).join(' ')})`,
    )
    return `linear-gradient(90deg, ${hues.join(', ')})`
  }, [mapName, isArrows, theme])
  if (channel === undefined || (range === undefined && !isArrows)) return null
  const numbers = isArrows || range === undefined ? ['←', '↑', '→', '↓', '←'] : marksOf(range)
  return (
    <figure className="field-legend" aria-label={`Colors of ${channel.name}`}>
      <figcaption className="field-legend-row">
        <strong>{channel.name}</strong>
        <span className="quiet">
          {channel.unit}
          {fixedRange === undefined ? '' : ', kept'}
        </span>
      </figcaption>
      <div className="ramp-bar" style={{ background: gradient }} />
      <div className="field-legend-row number">
        {numbers.map((text, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: marks stand at fixed places
          <span key={i}>{text}</span>
        ))}
      </div>
    </figure>
  )
}

function marksOf({ low, high }: { readonly low: number; readonly high: number }): string[] {
  return [low, (low + high) / 2, high].map(formatValue)
}
