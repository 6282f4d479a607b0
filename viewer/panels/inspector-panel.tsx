/** What the world is and how it is looked at. */
import { useRunStore } from '../state/run-store.ts'
import { setView, useViewStore } from '../state/view-store.ts'
import { ExportControls } from './export-controls.tsx'
import { FieldPanel } from './field-panel.tsx'
import './inspector-panel.css'
import { Legend } from './legend.tsx'
import { SaveReplay } from './save-replay.tsx'
import { SaveScenario } from './save-scenario.tsx'
import { Section } from './section.tsx'
import { Segments } from './segments.tsx'
import { SelectionPanel } from './selection-panel.tsx'
import { WorldFacts } from './world-facts.tsx'
import { ZonePanel } from './zone-panel.tsx'

export function InspectorPanel() {
  const info = useRunStore((state) => state.info)
  if (info === undefined) {
    return <p className="quiet inspector-empty">Open a scenario to see what its world is.</p>
  }
  const isSolid = info.rule.dimensions === 3
  return (
    <div className="inspector">
      <SelectionPanel />
      <WorldFacts info={info} />
      {info.living !== undefined && <FieldPanel living={info.living} isSolid={isSolid} />}
      {info.living !== undefined && <ZonePanel zones={info.living.zones} />}
      <Section title="Colors">
        <Legend info={info} />
      </Section>
      {isSolid && (
        <>
          <Section title="Clipping plane">
            <ClipControls />
          </Section>
          <Section title="Drawn as">
            <RenderModeControl />
          </Section>
        </>
      )}
      <Section title="Export this state">
        <ExportControls info={info} />
        <SaveScenario />
        <SaveReplay />
      </Section>
    </div>
  )
}

const AXES = [
  { value: 'x', text: 'x', help: 'Cut away along x (C: next axis)' },
  { value: 'y', text: 'y', help: 'Cut away along y (C: next axis)' },
  { value: 'z', text: 'z', help: 'Cut away along z (C: next axis)' },
] as const

function ClipControls() {
  const { axis, cut } = useViewStore((state) => state.clip)
  return (
    <div className="clip">
      <Segments
        label="Axis of the clipping plane"
        options={AXES}
        value={axis}
        onChange={(next) => setView({ clip: { axis: next, cut } })}
      />
      <input
        className="slider"
        type="range"
        aria-label="Part of the axis that is cut away"
        title="Cut deeper: X, less: Z, next axis: C"
        min={0}
        max={100}
        value={Math.round(100 * cut)}
        onChange={({ target }) => setView({ clip: { axis, cut: Number(target.value) / 100 } })}
      />
      <output className="number quiet">{Math.round(100 * cut)} %</output>
    </div>
  )
}

const MODES = [
  { value: 'auto', text: 'auto', help: 'Cubes while there are few, a volume beyond (V: next)' },
  { value: 'volume', text: 'volume', help: 'Rays through a texture of all cells (V: next)' },
  { value: 'cubes', text: 'cubes', help: 'A cube for each cell that is seen (V: next)' },
] as const

function RenderModeControl() {
  const renderMode = useViewStore((state) => state.renderMode)
  return (
    <Segments
      label="Drawn as"
      options={MODES}
      value={renderMode}
      onChange={(next) => setView({ renderMode: next })}
    />
  )
}
