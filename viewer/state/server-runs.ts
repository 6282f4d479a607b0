/** Runs on the server, as far as they touch the scene: started from what is open, watched, opened here. */

import { decodeBase64 } from '../../engine/formats/base64.ts'
import { canonicalJson } from '../../engine/json/canonical-json.ts'
import { createSha256 } from '../../engine/math/sha256.ts'
import { decodeLiveFrame, toFrame } from '../../engine/protocol/live-frame.ts'
import type { RunInfo, RunSource } from '../../engine/protocol/simulation-api.ts'
import type { AutomataRun } from '../../engine/resources/automata-run.ts'
import {
  MAX_SCENARIO_CHARS,
  RUNS_CREATE,
  RUNS_SCENARIO,
} from '../../engine/resources/operations/run-operations.ts'
import { RunUnsuitableError } from '../session/server-errors.ts'
import type { LiveNews } from '../session/server-socket.ts'
import { connectSimulation } from '../session/simulation-session.ts'
import { attempt } from './attempt.ts'
import { showFailure } from './notice-store.ts'
import { lookAgain, showRun } from './record-store.ts'
import type { RunController } from './run-controller.ts'
import { askServer, liveSocket } from './server-desk.ts'
import { useWatchStore } from './watch-store.ts'

export interface StartWishes {
  readonly ticks: number
  /** Undefined lets it go as fast as it can. */
  readonly ticksPerSecond: number | undefined
}

/** Starts what is open as a run of the server; undefined when it failed, which is then shown. */
export async function startOnServer(
  run: RunController,
  { ticks, ticksPerSecond }: StartWishes,
): Promise<AutomataRun | undefined> {
  const file = await run.writeScenario()
  if (file === undefined) return undefined
  return attempt('The run was not started on the server', async () => {
    const { text, beside } = file
    if (beside.length > 0)
      throw new RunUnsuitableError({ problem: `it needs ${beside.join(', ')} beside it` })
    if (text.length > MAX_SCENARIO_CHARS) {
      throw new RunUnsuitableError({
        problem: `its scenario has ${text.length} characters, and ${MAX_SCENARIO_CHARS} are taken`,
      })
    }
    const started = await askServer(RUNS_CREATE, {
      scenario: text,
      ticks,
      ...(ticksPerSecond === undefined ? {} : { ticks_per_second: ticksPerSecond }),
      idempotency_key: crypto.randomUUID(),
    })
    showRun(started.run_id)
    lookAgain()
    return started
  })
}

/** The scenario of a run, as it can be opened in this page; its hash is compared with the one on record. */
export async function fetchSource(
  { run_id: runId, seed, scenario_sha256: wanted }: AutomataRun,
  signal?: AbortSignal,
): Promise<Extract<RunSource, { readonly kind: 'scenario' }>> {
  const { scenario, files } = await askServer(RUNS_SCENARIO, { run_id: runId }, { signal })
  const names = Object.keys(files ?? {})
  // As `engine/scenario/scenario-bundle.ts` writes it; both parts are canonical, and this is their order.
  const bundle =
    names.length === 0 ? scenario : `{"files":${canonicalJson(files)},"scenario":${scenario}}`
  const hash = await createSha256()
  hash.update(new TextEncoder().encode(bundle))
  const found = hash.digestHex()
  if (found !== wanted) {
    throw new RunUnsuitableError({
      problem: `its scenario has the hash ${found}, and ${wanted} is on record`,
    })
  }
  const contents = names.map((name) => [name, decodeBase64(files![name]!)!] as const)
  return {
    ...{ kind: 'scenario', text: scenario, overrides: { seed } },
    files: Object.fromEntries(contents),
  }
}

/** Opens a server's run in the page's own engine, at its last tick. */
export async function openHere(run: RunController, served: AutomataRun): Promise<void> {
  const source = await attempt('The run was not opened', () => fetchSource(served))
  if (source === undefined) return
  const tick = Number(served.ticks_done)
  await run.open(source, { tick, isPlaying: false }, 'The run of the server')
}

/** Lends the scene to a run of the server until it is taken back. */
export async function watchRun(run: RunController, served: AutomataRun): Promise<void> {
  const info = await attempt('The run cannot be watched', () => describeRun(served))
  if (info === undefined) return
  const { run_id: runId, title, state, ticks } = served
  // Another one may be watched until now.
  run.watch.onEnd()
  await run.lend({ runId, title, state, ticks: Number(ticks), isConnected: false })
  const unsubscribe = liveSocket.subscribe(
    { kind: 'run', run_id: runId, frames: true },
    {
      take: (news) => take(run, info, news),
      standing: (isConnected) => noteWatched(runId, { isConnected }),
      refuse(failure) {
        noteWatched(runId, { isConnected: false })
        showFailure('The run cannot be watched', failure)
      },
    },
  )
  run.watch.onEnd = () => {
    run.watch.onEnd = () => {}
    unsubscribe()
  }
}

async function take(run: RunController, info: RunInfo, news: LiveNews): Promise<void> {
  const { watched } = useWatchStore.getState()
  if (watched === undefined) return
  const { runId } = watched
  if (news.kind === 'frame') {
    const frame = toFrame(decodeLiveFrame(news.frame))
    if (watched.state === 'queued') noteWatched(runId, { state: 'running' })
    run.watch.show(frame, { ...info, rule: frame.rule, backend: frame.backend })
  }
  if (news.kind === 'progress' && watched.state === 'queued')
    noteWatched(runId, { state: 'running' })
  if (news.kind !== 'ended') return
  noteWatched(runId, { state: news.state })
  lookAgain()
}

function noteWatched(runId: string, change: Partial<Parameters<RunController['lend']>[0]>): void {
  useWatchStore.setState(({ watched }) =>
    watched?.runId === runId ? { watched: { ...watched, ...change } } : {},
  )
}

/** What the world of a run is: a worker of its own reads the scenario, and is ended. Fields are not told live. */
async function describeRun(served: AutomataRun): Promise<RunInfo> {
  const source = await fetchSource(served)
  const session = connectSimulation()
  try {
    const loaded = await session.simulation.load(source)
    if (!loaded.ok) throw new RunUnsuitableError({ problem: loaded.failure.message })
    return { ...loaded.value, title: served.title, living: undefined }
  } finally {
    session.terminate()
  }
}
