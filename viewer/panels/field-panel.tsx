/** Which field is shown, and how. */
import { Lock, LockOpen } from 'lucide-react'
import type { ChannelInfo, LivingInfo } from '../../engine/protocol/living-info.ts'
import { formatValue, withUnit } from '../design/format-value.ts'
import {
  type FieldFlow,
  type FieldMode,
  type FieldPlace,
  setField,
  showChannel,
  useFieldStore,
} from '../state/field-store.ts'
import { findLayer } from '../state/find-layer.ts'
import { useRunStore } from '../state/run-store.ts'
import './field-panel.css'
import { IconButton } from './icon-button.tsx'
import { Section } from './section.tsx'
import { type SegmentOption, Segments } from './segments.tsx'
import { SliceControls } from './slice-controls.tsx'

interface FieldPanelProps {
  readonly living: LivingInfo
  readonly isSolid: boolean
}

const PLACES = [
  { value: 'over', text: 'with states', help: 'Cells are drawn, and the field with them' },
  { value: 'instead', text: 'alone', help: 'The field is drawn, and no cells' },
] as const satisfies readonly SegmentOption<FieldPlace>[]

export function FieldPanel({ living, isSolid }: FieldPanelProps) {
  const { channel: name, place } = useFieldStore()
  const { channels, planes } = living
  const channel = findLayer(living, name)
  if (channels.length === 0 && planes.length === 0) return null
  return (
    <Section title="Field">
      <select
        className="select"
        aria-label="Field"
        title="Next field: F"
        value={channel?.name ?? ''}
        onChange={({ target }) => showChannel(target.value === '' ? undefined : target.value)}
      >
        <option value="">none</option>
        {channels.map((each) => (
          <option key={each.name} value={each.name}>
            {withUnit(each.name, each.unit, ', ')}
          </option>
        ))}
        {planes.length > 0 && (
          <optgroup label="Other numbers of cells and bits">
            {planes.map((plane) => (
              <option key={plane.name} value={plane.name}>
                {plane.name}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      {channel !== undefined && (
        <>
          <p className="quiet about">{channel.about}</p>
          <Segments
            label="The field is shown"
            options={PLACES}
            value={place}
            onChange={(next) => setField({ place: next })}
          />
          {isSolid && <SolidControls channel={channel} />}
          {channel.kind !== 'uphill' && <RangeControls />}
          <FlowControl isDirections={channel.kind === 'uphill'} />
        </>
      )}
    </Section>
  )
}

const FLOWS = [
  { value: 'none', text: 'no vectors' },
  { value: 'arrows', text: 'arrows' },
  { value: 'lines', text: 'streamlines' },
] as const satisfies readonly { value: FieldFlow; text: string }[]

/** Where there is more of a field, or where a channel of directions leads. */
function FlowControl({ isDirections }: { readonly isDirections: boolean }) {
  const flow = useFieldStore((state) => state.flow)
  return (
    <Segments
      label={isDirections ? 'Directions drawn as' : 'Slope of the field drawn as'}
      options={isDirections ? FLOWS.slice(1) : FLOWS}
      value={isDirections && flow === 'none' ? 'arrows' : flow}
      onChange={(next) => setField({ flow: next })}
    />
  )
}

const MODES = [
  { value: 'slice', text: 'slice', help: 'The values in one layer' },
  { value: 'volume', text: 'volume', help: 'All values at once, as a cloud' },
  { value: 'surface', text: 'surface', help: 'Where the field reaches a value that you choose' },
] as const satisfies readonly SegmentOption<FieldMode>[]

function SolidControls({ channel }: { readonly channel: ChannelInfo }) {
  const { mode, threshold, range } = useFieldStore()
  const shape = useRunStore(({ info }) => info?.size)
  const { low, high } = range ?? channel
  const isArrows = channel.kind === 'uphill'
  return (
    <>
      <Segments
        label="Field drawn as"
        options={isArrows ? MODES.slice(0, 2) : MODES}
        value={mode}
        onChange={(next) => setField({ mode: next })}
      />
      {mode === 'slice' && shape !== undefined && <SliceControls size={shape} />}
      {mode === 'surface' && !isArrows && (
        <div className="slider-row">
          <span className="quiet">at</span>
          <input
            className="slider"
            type="range"
            aria-label="Value at which the surface lies"
            title="Value at which the surface lies"
            min={1}
            max={100}
            value={Math.round(100 * threshold)}
            onChange={({ target }) => setField({ threshold: Number(target.value) / 100 })}
          />
          <output className="number quiet">{formatValue(low + threshold * (high - low))}</output>
        </div>
      )}
    </>
  )
}

/** The range of the color map: that of the values, or one that somebody has fixed. */
function RangeControls() {
  const { range, fixedRange } = useFieldStore()
  if (range === undefined) return null
  const { low, high } = range
  const isFixed = fixedRange !== undefined
  const change = (next: { low?: number; high?: number }) => {
    const fixed = { low, high, ...next }
    if (fixed.low < fixed.high) setField({ fixedRange: fixed })
  }
  return (
    <div className="range-row">
      <RangeEnd label="Least color at" value={low} onChange={(value) => change({ low: value })} />
      <span className="quiet">to</span>
      <RangeEnd label="Most color at" value={high} onChange={(value) => change({ high: value })} />
      <IconButton
        icon={isFixed ? Lock : LockOpen}
        label={isFixed ? 'Let the range follow the values' : 'Keep this range'}
        isPressed={isFixed}
        onPress={() => setField({ fixedRange: isFixed ? undefined : { low, high } })}
      />
    </div>
  )
}

interface RangeEndProps {
  readonly label: string
  readonly value: number
  readonly onChange: (value: number) => void
}

function RangeEnd({ label, value, onChange }: RangeEndProps) {
  return (
    <input
      className="input number"
      type="number"
      step="any"
      aria-label={label}
      title={`${label} this value; a value that you enter keeps the range`}
      // Another value from the run is another field: what is being typed is not overwritten.
      key={value}
      defaultValue={value}
      onBlur={({ target }) => {
        const typed = Number(target.value)
        if (target.value !== '' && Number.isFinite(typed) && typed !== value) onChange(typed)
      }}
      onKeyDown={({ key, currentTarget }) => key === 'Enter' && currentTarget.blur()}
    />
  )
}
