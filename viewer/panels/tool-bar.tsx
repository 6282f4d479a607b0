/** What the pointer does in the scene, and the settings of the tool at hand. */
import { ClipboardCopy, Droplet, Hand, Paintbrush, SquareDashed } from 'lucide-react'
import { useMemo } from 'react'
import type { RunInfo } from '../../engine/protocol/simulation-api.ts'
import { cssColorOf, paletteOfRule } from '../design/state-palette.ts'
import { useFieldStore } from '../state/field-store.ts'
import { showNews } from '../state/notice-store.ts'
import { pokedChannel } from '../state/poked-channel.ts'
import { useRunStore } from '../state/run-store.ts'
import { isEditing, MAX_RADIUS, setTool, type Tool, useToolStore } from '../state/tool-store.ts'
import { useViewStore } from '../state/view-store.ts'
import { IconButton } from './icon-button.tsx'
import { useRun } from './run-context.ts'
import { SliceControls } from './slice-controls.tsx'
import './tool-bar.css'

const TOOLS = [
  { tool: 'move', icon: Hand, label: 'Move, look at a cell', key: 'M' },
  { tool: 'box', icon: SquareDashed, label: 'Select a box', key: 'B' },
  { tool: 'paint', icon: Paintbrush, label: 'Paint a state', key: 'P' },
  { tool: 'poke', icon: Droplet, label: 'Add to a field', key: 'K' },
] as const satisfies readonly { tool: Tool; icon: unknown; label: string; key: string }[]

export function ToolBar() {
  const tool = useToolStore((state) => state.tool)
  const info = useRunStore((state) => state.info)
  if (info === undefined) return null
  const hasFields = (info.living?.channels.length ?? 0) > 0
  const isSolid = info.rule.dimensions === 3
  return (
    <div className="tool-bar">
      <div className="tools" role="toolbar" aria-label="Tools">
        {TOOLS.filter((each) => hasFields || each.tool !== 'poke').map((each) => (
          <span key={each.tool} className="tool" data-pressed={tool === each.tool}>
            <IconButton
              icon={each.icon}
              label={each.label}
              shortcut={each.key}
              isPressed={tool === each.tool}
              onPress={() => setTool({ tool: each.tool })}
            />
          </span>
        ))}
      </div>
      {tool !== 'move' && (
        <div className="tool-settings">
          {tool === 'paint' && <PaintSettings info={info} />}
          {tool === 'poke' && hasFields && <PokeSettings info={info} />}
          {isEditing(tool) && <RadiusSetting />}
          {isSolid && <SliceControls size={info.size} />}
          {isEditing(tool) && <EditsNote />}
        </div>
      )}
    </div>
  )
}

/** So many states have swatches; more are chosen by number. */
const MAX_SWATCHES = 12

function PaintSettings({ info }: { readonly info: RunInfo }) {
  const theme = useViewStore((state) => state.theme)
  const paintState = useToolStore((state) => state.paintState)
  const palette = useMemo(() => paletteOfRule(info.rule, theme), [info.rule, theme])
  const { states } = info.rule
  if (states > MAX_SWATCHES) {
    return (
      <label className="tool-field">
        State
        <input
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

function clampState(text: string, states: number): number {
  return Math.min(states - 1, Math.max(0, Math.trunc(Number(text)) || 0))
}

function PokeSettings({ info }: { readonly info: RunInfo }) {
  const { pokeChannel, pokeAmount } = useToolStore()
  const channels = info.living?.channels ?? []
  const shown = useFieldStore((state) => state.channel)
  const channel = pokedChannel(channels, pokeChannel, shown)
  return (
    <div className="poke-row">
      <select
        className="select"
        aria-label="Field to add to"
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
        title={channel?.unit}
        value={pokeAmount}
        onChange={({ target }) => setTool({ pokeAmount: Number(target.value) || 0 })}
      />
    </div>
  )
}

function RadiusSetting() {
  const radius = useToolStore((state) => state.radius)
  return (
    <label className="tool-field">
      Brush
      <input
        className="slider"
        type="range"
        aria-label="Radius of the brush, cells"
        min={0}
        max={MAX_RADIUS}
        value={radius}
        onChange={({ target }) => setTool({ radius: Number(target.value) })}
      />
      <output className="number">{2 * radius + 1}</output>
    </label>
  )
}

/** Says that the run is no longer that of its file, and gives what makes it so. */
function EditsNote() {
  const run = useRun()
  const edits = useToolStore((state) => state.edits)
  if (edits === 0) return null
  async function copy(): Promise<void> {
    const events = await run.desk.takeEdits()
    await navigator.clipboard.writeText(JSON.stringify(events))
    showNews('Edits copied', 'Put them at the end of the list events of a scenario file.')
  }
  return (
    <div className="edits-row">
      <span className="quiet">{edits === 1 ? 'One edit' : `${edits} edits`} since the start</span>
      <IconButton
        icon={ClipboardCopy}
        label="Copy the edits as events of a scenario"
        onPress={() => void copy()}
      />
    </div>
  )
}
