/** The world in the middle, and what stands on it. */
import { useRef } from 'react'
import { ClippedNote } from '../../panels/clipped-note.tsx'
import { FieldLegend } from '../../panels/field-legend.tsx'
import { Notices } from '../../panels/notices.tsx'
import { useRun } from '../../panels/run-context.ts'
import { SceneTools } from '../../panels/scene-tools.tsx'
import { ToolBar } from '../../panels/tool-bar.tsx'
import { WatchChip } from '../../panels/watch-chip.tsx'
import { WorldScene } from '../../scene/world-scene.tsx'
import { useRunStore } from '../../state/run-store.ts'
import { useToolStore } from '../../state/tool-store.ts'
import { CrashBoundary } from '../crash-boundary.tsx'
import { useCellKeys } from '../use-cell-keys.ts'

export function WorldPanel() {
  const run = useRun()
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
