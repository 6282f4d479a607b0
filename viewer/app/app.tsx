/** The page: the bar at the top, the world with its panels, and the dialogs. */
import { MetricDialog } from '../panels/charts/metric-dialog.tsx'
import { HashDialog } from '../panels/hash-dialog.tsx'
import { HelpSheet } from '../panels/help-sheet.tsx'
import { RuleDialog } from '../panels/rule-dialog.tsx'
import { RunContext } from '../panels/run-context.ts'
import { ShareDialog } from '../panels/share-dialog.tsx'
import { TopBar } from '../panels/top-bar.tsx'
import type { RunController } from '../state/run-controller.ts'
import './app.css'
import { DropTarget } from './drop-target.tsx'
import { usePageEvents } from './use-page-events.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { PanelMenu } from './workspace/panel-menu.tsx'
import { Workspace } from './workspace/workspace.tsx'

export function App({ run }: { readonly run: RunController }) {
  useShortcuts(run)
  usePageEvents(run)
  return (
    <RunContext value={run}>
      <DropTarget run={run}>
        <TopBar menu={<PanelMenu />} />
        <Workspace />
      </DropTarget>
      <HelpSheet />
      <ShareDialog />
      <HashDialog />
      <RuleDialog />
      <MetricDialog />
    </RunContext>
  )
}
