/** Browser entry: puts the app on the page. Wiring only. */
import { createRoot } from 'react-dom/client'
import '../design/base.css'
import '../design/controls.css'
import { applyTheme } from '../design/theme.ts'
import { runIdOf } from '../session/run-link.ts'
import { takeToken } from '../session/server-token.ts'
import { isStaticHost, keepOffline } from '../session/static-host.ts'
import { openPanel } from '../state/panel-store.ts'
import { followRun } from '../state/record-store.ts'
import { RunController } from '../state/run-controller.ts'
import { setTour } from '../state/tour-store.ts'
import { useViewStore } from '../state/view-store.ts'
import { App } from './app.tsx'
import { CrashBoundary } from './crash-boundary.tsx'
import { EmbedApp } from './embed-app.tsx'

/** What greets someone who was never here. */
const DEFAULT_SCENARIO = 'pyroclastic'

applyTheme(useViewStore.getState().theme)
void begin().then(() => isStaticHost() && keepOffline())

/** Settles when the first run is there. */
async function begin(): Promise<void> {
  const asked = new URLSearchParams(location.search)
  const isEmbedded = asked.has('embed')
  const isTour = asked.has('demo') && !isEmbedded
  // Whoever follows the link that a server prints at its start comes to see its record.
  if (!isEmbedded && takeToken()) openPanel('record')
  // The tour opens what it tells of, and a frame what another page says; a person's own run stays as it was kept.
  const run = new RunController(undefined, !isTour && !isEmbedded)
  if (isTour) setTour({ isOn: true, isVisit: true })
  const runId = isEmbedded ? undefined : runIdOf(location.hash)
  createRoot(document.getElementById('root')!).render(
    <CrashBoundary>
      {isEmbedded ? <EmbedApp run={run} fragment={location.hash} /> : <App run={run} />}
    </CrashBoundary>,
  )
  if (!isTour) await run.start(runId === undefined ? location.hash : '', DEFAULT_SCENARIO)
  if (runId !== undefined) followRun(runId)
}
