/**
 * Lends the scene to a run of the server: pictures with the field that is chosen here, and what is measured there. A
 * lost connection comes back by itself; where the server tells no more, that is said, and it is asked again by a press
 * or with another token.
 */
import { decodeLiveFrame, toFrame } from '../../engine/protocol/live-frame.ts'
import type { RunInfo } from '../../engine/protocol/simulation-api.ts'
import { type AutomataRun, isRunOver } from '../../engine/resources/automata-run.ts'
import { RUNS_GET, RUNS_METRICS } from '../../engine/resources/operations/run-operations.ts'
import { fragmentOfRun, runIdOf } from '../session/run-link.ts'
import { RunUnsuitableError } from '../session/server-errors.ts'
import type { LiveNews } from '../session/server-socket.ts'
import { connectSimulation } from '../session/simulation-session.ts'
import { attempt } from './attempt.ts'
import { useFieldStore } from './field-store.ts'
import { lookAgain, useRecordStore } from './record-store.ts'
import type { RunController } from './run-controller.ts'
import { askServer, liveSocket } from './server-desk.ts'
import { fetchSource } from './server-runs.ts'
import { useWatchStore, type WatchedRun } from './watch-store.ts'

/** Watches the run of a link, where it goes on. */
export async function watchLinked(run: RunController, runId: string): Promise<void> {
  const served = await attempt('The run of the link was not found', () =>
    askServer(RUNS_GET, { run_id: runId }),
  )
  if (served !== undefined && !isRunOver(served.state)) await watchRun(run, served)
}

/** Lends the scene to a run of the server until it is taken back. */
export async function watchRun(run: RunController, served: AutomataRun): Promise<void> {
  const described = await attempt('The run cannot be watched', () => describeRun(served))
  if (described === undefined) return
  const { info, zones } = described
  const { run_id: runId, title, state, ticks } = served
  // Another one may be watched until now.
  run.watch.onEnd()
  const standing = { state, isConnected: false, problem: undefined }
  await run.lend({ runId, title, ticks: Number(ticks), ...standing })
  run.desk.didLend({ info, numbers: zones })
  keepAddress(runId)
  const stop = follow(run, info, runId)
  run.watch.onEnd = () => {
    run.watch.onEnd = () => {}
    stop()
    keepAddress(undefined)
  }
}

/** Subscribes to the news of a run, and again whenever another field is to be seen; gives what ends it. */
function follow(run: RunController, info: RunInfo, runId: string): () => void {
  let unsubscribe = () => {}
  const subscribe = () => {
    unsubscribe()
    noteWatched(runId, { problem: undefined })
    const { channel } = useFieldStore.getState()
    const isLayer = channel !== undefined && info.living !== undefined
    unsubscribe = liveSocket.subscribe(
      { kind: 'run', run_id: runId, frames: true, ...(isLayer ? { field: channel } : {}) },
      {
        take: (news) => take(run, info, news),
        standing(isConnected) {
          noteWatched(runId, { isConnected })
          if (isConnected) void catchUp(run, runId)
        },
        refuse: ({ message }) => noteWatched(runId, { isConnected: false, problem: message }),
      },
    )
  }
  subscribe()
  run.watch.onRetry = subscribe
  const unwatch = [
    useFieldStore.subscribe((now, before) => now.channel !== before.channel && subscribe()),
    // Another token may be let in.
    useRecordStore.subscribe((now, before) => {
      const { problem } = useWatchStore.getState().watched ?? {}
      if (now.looks !== before.looks && problem !== undefined) subscribe()
    }),
  ]
  return () => {
    for (const each of unwatch) each()
    run.watch.onRetry = () => {}
    unsubscribe()
  }
}

/** Takes in what was measured before, or while the connection was lost. */
async function catchUp(run: RunController, runId: string): Promise<void> {
  try {
    await run.watch.series.takeBefore(async () => {
      const { samples } = await askServer(RUNS_METRICS, { run_id: runId })
      return samples
    })
  } catch {
    // Charts begin with what comes then; how the server stands is shown in the record.
  }
}

function take(run: RunController, info: RunInfo, news: LiveNews): void {
  const { watched } = useWatchStore.getState()
  if (watched === undefined) return
  const { runId, state } = watched
  switch (news.kind) {
    case 'frame': {
      const live = decodeLiveFrame(news.frame)
      const frame = toFrame(live)
      run.watch.show(frame, { ...info, rule: frame.rule, backend: frame.backend })
      if (live.field !== undefined) run.desk.showLent(live.field)
      break
    }
    case 'progress':
      if (state === 'queued') noteWatched(runId, { state: 'running' })
      if (news.population !== undefined) {
        run.watch.series.takePopulation(news.tick, news.population)
      }
      break
    case 'metrics':
      if (news.tick !== undefined) {
        run.watch.series.take({ tick: news.tick, values: news.values })
      }
      break
    case 'ended':
      noteWatched(runId, { state: news.state })
      // Another attempt begins at the first tick.
      if (!isRunOver(news.state)) run.watch.series.restart()
      lookAgain()
      break
    default:
  }
}

function noteWatched(runId: string, change: Partial<WatchedRun>): void {
  useWatchStore.setState(({ watched }) =>
    watched?.runId === runId ? { watched: { ...watched, ...change } } : {},
  )
}

/** Puts the run that is watched into the address, or takes it out. */
function keepAddress(runId: string | undefined): void {
  if (runId === undefined && runIdOf(location.hash) === undefined) return
  const fragment = runId === undefined ? '' : fragmentOfRun(runId)
  history.replaceState(null, '', location.pathname + location.search + fragment)
}

/** What the world of a run is: a worker of its own reads the scenario, and is ended. */
async function describeRun(
  served: AutomataRun,
): Promise<{ readonly info: RunInfo; readonly zones: Uint8Array | undefined }> {
  const source = await fetchSource(served)
  const session = connectSimulation()
  try {
    const loaded = await session.simulation.load(source)
    if (!loaded.ok) throw new RunUnsuitableError({ problem: loaded.failure.message })
    const info = { ...loaded.value, title: served.title }
    const zones = info.living && (await session.simulation.zoneNumbers())
    return { info, zones: zones?.ok ? zones.value : undefined }
  } finally {
    session.terminate()
  }
}
