/** The settings of the tools that change the run. */
import { useMemo } from 'react'
import type { RunInfo } from '../../engine/protocol/simulation-api.ts'
import { MAX_POKE_TICKS } from '../../engine/scenario/poke-ticks.ts'
import { cssColorOf, paletteOfRule } from '../design/state-palette.ts'
import { useFieldStore } from '../state/field-store.ts'
import { pokedChannel } from '../state/poked-channel.ts'
import { MAX_RADIUS, setTool, useToolStore } from '../state/tool-store.ts'
import { useViewStore } from '../state/view-store.ts'
import { Segments } from './segments.tsx'

/** So many states have swatches; more are chosen by number. */
const MAX_SWATCHES = 12

export function PaintSettings({ info }: { readonly info: RunInfo }) {
  const theme = useViewStore((state) => state.theme)
  const paintState = useToolStore((state) => state.paintState)
  const palette = useMemo(() => paletteOfRule(info.rule, theme), [info.rule, theme])
  const { states } = info.rule
  if (states > MAX_SWATCHES) {
    return (
      <label className="tool-field">
        State
        <input
          title={`State to paint, 0 to ${states - 1}`}
          className="input number"
          type="number"
          min={0}
          max={states - 1}
          value={Math.min(paintState, states - 1)}
          onChange={({ target }) => setTool({ paintState: clampState(target.value, states) })}
        />
      </label>
    )
  }
  return (
    <div className="swatch-row" role="radiogroup" aria-label="State to paint">
      {Array.from({ length: states }, (_, state) => (
        // biome-ignore lint/a11y/useSemanticElements: a radio input cannot hold its own label
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a state is its number
          key={state}
          type="button"
          role="radio"
          className="swatch-button number"
          aria-checked={state === Math.min(paintState, states - 1)}
          aria-label={`State ${state}`}
          title={`Paint state ${state}`}
          onClick={() => setTool({ paintState: state })}
        >
          <span
            className="swatch"
            style={{ background: state === 0 ? 'var(--scene-bottom)' : cssColorOf(palette, state) }}
          />
          {state}
        </button>
      ))}
    </div>
  )
}

/** A state that somebody has typed, as one that there is. */
export function clampState(text: string, states: number): number {
  return Math.min(states - 1, Math.max(0, Math.trunc(Number(text)) || 0))
}

export function PokeSettings({ info }: { readonly info: RunInfo }) {
  const { pokeChannel, pokeAmount, pokeMode, pokeProfile, pokeTicks } = useToolStore()
  const channels = info.living?.channels ?? []
  const shown = useFieldStore((state) => state.channel)
  const channel = pokedChannel(channels, pokeChannel, shown)
  return (
    <div className="poke-row">
      <select
        className="select"
        aria-label="Field to add to"
        title="Field to add to"
        value={channel?.name}
        onChange={({ target }) => setTool({ pokeChannel: target.value })}
      >
        {channels.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <input
        className="input number"
        type="number"
        step={0.25}
        aria-label={`Amount, ${channel?.unit}`}
        title={`Amount to add, ${channel?.unit}; below 0 takes away`}
        value={pokeAmount}
        onChange={({ target }) => setTool({ pokeAmount: Number(target.value) || 0 })}
      />
      <Segments
        label="What the brush does with the amount"
        options={POKE_MODES}
        value={pokeMode}
        onChange={(mode) => setTool({ pokeMode: mode })}
      />
      <Segments
        label="Profile of the brush"
        options={POKE_PROFILES}
        value={pokeProfile}
        onChange={(profile) => setTool({ pokeProfile: profile })}
      />
      <label className="tool-field" title="A source: done again in each of so many ticks">
        Ticks
        <input
          className="input number"
          type="number"
          aria-label="Ticks that it goes on for"
          min={1}
          max={MAX_POKE_TICKS}
          value={pokeTicks}
          onChange={({ target }) => setTool({ pokeTicks: clampTicks(target.value) })}
        />
      </label>
    </div>
  )
}

const POKE_MODES = [
  { value: 'add', text: 'add' },
  { value: 'set', text: 'set' },
] as const

const POKE_PROFILES = [
  { value: 'flat', text: 'flat' },
  { value: 'gaussian', text: 'gaussian' },
] as const

const clampTicks = (text: string) =>
  Math.min(MAX_POKE_TICKS, Math.max(1, Math.trunc(Number(text)) || 1))

export function RadiusSetting() {
  const radius = useToolStore((state) => state.radius)
  return (
    <label className="tool-field">
      Brush
      <input
        className="slider"
        type="range"
        aria-label="Radius of the brush, cells"
        title="Radius of the brush; the number is its width in cells"
        min={0}
        max={MAX_RADIUS}
        value={radius}
        onChange={({ target }) => setTool({ radius: Number(target.value) })}
      />
      <output className="number">{2 * radius + 1}</output>
    </label>
  )
}
