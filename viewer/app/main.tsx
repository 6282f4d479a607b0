/** Browser entry: puts the app on the page. Wiring only. */
import { createRoot } from 'react-dom/client'
import '../design/base.css'
import '../design/controls.css'
import { applyTheme } from '../design/theme.ts'
import { runIdOf } from '../session/run-link.ts'
import { takeToken } from '../session/server-token.ts'
import { openPanel } from '../state/panel-store.ts'
import { followRun } from '../state/record-store.ts'
import { RunController } from '../state/run-controller.ts'
import { useViewStore } from '../state/view-store.ts'
import { App } from './app.tsx'
import { CrashBoundary } from './crash-boundary.tsx'

/** What greets someone who was never here. */
const DEFAULT_SCENARIO = 'pyroclastic'

applyTheme(useViewStore.getState().theme)
// Whoever follows the link that a server prints at its start comes to see its record.
if (takeToken()) openPanel('record')
const run = new RunController()
const runId = runIdOf(location.hash)
void run.start(runId === undefined ? location.hash : '', DEFAULT_SCENARIO).then(() => {
  if (runId !== undefined) followRun(runId)
})

createRoot(document.getElementById('root')!).render(
  <CrashBoundary>
    <App run={run} />
  </CrashBoundary>,
)
