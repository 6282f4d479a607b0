/** Runs on the server, as far as they touch the scene: started from what is open, opened here. */

import { decodeBase64, encodeBase64 } from '../../engine/formats/base64.ts'
import { canonicalJson } from '../../engine/json/canonical-json.ts'
import type { BackendName } from '../../engine/kernels/kernel.ts'
import { createSha256 } from '../../engine/math/sha256.ts'
import type { RunSource } from '../../engine/protocol/simulation-api.ts'
import type { AutomataRun } from '../../engine/resources/automata-run.ts'
import {
  MAX_SCENARIO_CHARS,
  RUNS_CREATE,
  RUNS_SCENARIO,
} from '../../engine/resources/operations/run-operations.ts'
import { RunUnsuitableError } from '../session/server-errors.ts'
import { attempt } from './attempt.ts'
import { lookAgain, showRun } from './record-store.ts'
import type { RunController } from './run-controller.ts'
import { askServer } from './server-desk.ts'

export interface StartWishes {
  readonly ticks: number
  /** Undefined lets it go as fast as it can. */
  readonly ticksPerSecond: number | undefined
  /** In the place of the scenario's own, in decimal digits. */
  readonly seed?: string
  readonly backend: 'auto' | BackendName
  readonly threads: number
}

/** A scenario and its files together, as `runs.create` takes them. */
const MAX_TOGETHER_CHARS = 2 ** 20

/** Starts what is open as a run of the server; undefined when it failed, which is then shown. */
export async function startOnServer(
  run: RunController,
  { ticks, ticksPerSecond, ...wishes }: StartWishes,
): Promise<AutomataRun | undefined> {
  const file = await run.writeScenario()
  if (file === undefined) return undefined
  return attempt('The run was not started on the server', async () => {
    const { text } = file
    const files = Object.fromEntries(
      Object.entries(file.files).map(([path, bytes]) => [path, encodeBase64(bytes)]),
    )
    const chars = Object.values(files).reduce((sum, { length }) => sum + length, text.length)
    if (chars > MAX_TOGETHER_CHARS) {
      throw new RunUnsuitableError({
        problem: `it and its files have ${chars} characters, and ${MAX_TOGETHER_CHARS} are taken`,
      })
    }
    if (text.length > MAX_SCENARIO_CHARS) {
      throw new RunUnsuitableError({
        problem: `its scenario has ${text.length} characters, and ${MAX_SCENARIO_CHARS} are taken`,
      })
    }
    const started = await askServer(RUNS_CREATE, {
      scenario: text,
      ticks,
      ...(file.beside.length === 0 ? {} : { files }),
      ...(ticksPerSecond === undefined ? {} : { ticks_per_second: ticksPerSecond }),
      ...wishes,
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
