/** The page: the world in the middle, the instruments around it. */
import { useRef } from 'react'
import { RecordDock, RuleDock, SearchDock } from '../panels/bottom-dock.tsx'
import { ChartStrip } from '../panels/charts/chart-strip.tsx'
import { MetricDialog } from '../panels/charts/metric-dialog.tsx'
import { ClippedNote } from '../panels/clipped-note.tsx'
import { FieldLegend } from '../panels/field-legend.tsx'
import { HashDialog } from '../panels/hash-dialog.tsx'
import { HelpSheet } from '../panels/help-sheet.tsx'
import { InspectorPanel } from '../panels/inspector-panel.tsx'
import { LeftPanel } from '../panels/left-panel.tsx'
import { Notices } from '../panels/notices.tsx'
import { RuleDialog } from '../panels/rule-dialog.tsx'
import { RunContext } from '../panels/run-context.ts'
import { SceneTools } from '../panels/scene-tools.tsx'
import { ShareDialog } from '../panels/share-dialog.tsx'
import { ToolBar } from '../panels/tool-bar.tsx'
import { TopBar } from '../panels/top-bar.tsx'
import { WatchChip } from '../panels/watch-chip.tsx'
import { WorldScene } from '../scene/world-scene.tsx'
import type { RunController } from '../state/run-controller.ts'
import { useRunStore } from '../state/run-store.ts'
import { useToolStore } from '../state/tool-store.ts'
import { useViewStore } from '../state/view-store.ts'
import './app.css'
import { CrashBoundary } from './crash-boundary.tsx'
import { DropTarget } from './drop-target.tsx'
import { useCellKeys } from './use-cell-keys.ts'
import { usePageEvents } from './use-page-events.ts'
import { useShortcuts } from './use-shortcuts.ts'

export function App({ run }: { readonly run: RunController }) {
  useShortcuts(run)
  usePageEvents(run)
  const isLeftOpen = useViewStore((state) => state.isLeftOpen)
  const isRightOpen = useViewStore((state) => state.isRightOpen)
  return (
    <RunContext value={run}>
      <DropTarget run={run}>
        <TopBar />
        <div className="bench">
          <aside className="side left" aria-label="Library" hidden={!isLeftOpen}>
            <LeftPanel />
          </aside>
          <main className="stage">
            <Scene run={run} />
            <ChartStrip />
          </main>
          <aside className="side right" aria-label="Inspector" hidden={!isRightOpen}>
            <InspectorPanel />
          </aside>
        </div>
        <RuleDock />
        <RecordDock />
        <SearchDock />
      </DropTarget>
      <HelpSheet />
      <ShareDialog />
      <HashDialog />
      <RuleDialog />
      <MetricDialog />
    </RunContext>
  )
}

function Scene({ run }: { readonly run: RunController }) {
  const title = useRunStore(({ info }) => info?.title ?? 'nothing yet')
  const tool = useToolStore((state) => state.tool)
  const scene = useRef<HTMLElement>(null)
  useCellKeys(scene, run)
  return (
    <div className="scene">
      <section
        ref={scene}
        className="scene-canvas"
        data-tool={tool}
        aria-label={`The world: ${title}. Enter selects a cell, arrow keys move it.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move the selected cell in it
        tabIndex={0}
      >
        <CrashBoundary>
          <WorldScene frames={run.frames} desk={run.desk} />
        </CrashBoundary>
      </section>
      <ToolBar />
      <ClippedNote />
      <FieldLegend />
      <SceneTools />
      <WatchChip />
      <Notices />
    </div>
  )
}
