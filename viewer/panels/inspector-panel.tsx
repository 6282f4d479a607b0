/** What the world is and how it is looked at. */
import { lazy, Suspense } from 'react'
import { useRunStore } from '../state/run-store.ts'
import { DynamicsPanel } from './dynamics-panel.tsx'
import { ExportControls } from './export-controls.tsx'
import { FieldPanel } from './field-panel.tsx'
import './inspector-panel.css'
import { SaveReplay } from './save-replay.tsx'
import { SaveScenario } from './save-scenario.tsx'
import { ClipSection } from './scene/clip-section.tsx'
import { ColorSection } from './scene/color-section.tsx'
import { DrawnSection, ViewsSection } from './scene/drawn-section.tsx'
import { Section } from './section.tsx'
import { SelectionPanel } from './selection-panel.tsx'
import { BranchPanel } from './time/branch-panel.tsx'
import { WorldFacts } from './world-facts.tsx'
import { ZonePanel } from './zone-panel.tsx'

const ComparePanel = lazy(async () => ({
  default: (await import('./time/compare-panel.tsx')).ComparePanel,
}))

export function InspectorPanel() {
  const info = useRunStore((state) => state.info)
  if (info === undefined) {
    return <p className="quiet inspector-empty">Open a scenario to see what its world is.</p>
  }
  const isSolid = info.rule.dimensions === 3
  const { size } = info
  return (
    <div className="inspector">
      <SelectionPanel />
      <WorldFacts info={info} />
      <BranchPanel />
      <Suspense fallback={<p className="quiet inspector-empty">Opening…</p>}>
        <ComparePanel />
      </Suspense>
      {info.living !== undefined && <FieldPanel living={info.living} isSolid={isSolid} />}
      {info.living !== undefined && info.living.channels.length > 0 && <DynamicsPanel />}
      {info.living !== undefined && <ZonePanel zones={info.living.zones} />}
      <ColorSection info={info} />
      {isSolid && (
        <>
          <DrawnSection size={size} />
          <ClipSection size={size} />
        </>
      )}
      <ViewsSection isSolid={isSolid} />
      <Section title="Export this state">
        <ExportControls info={info} />
        <SaveScenario />
        <SaveReplay />
      </Section>
    </div>
  )
}
