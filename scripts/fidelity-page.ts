/** The page of the `fidelity` campaign: the viewer's own worker, and hashes of the runs it is given. */
import * as Comlink from 'comlink'
import type { BackendName } from '../engine/kernels/kernel.ts'
import type { SimulationApi } from '../engine/protocol/simulation-api.ts'
import { unwrap } from '../engine/testing/unwrap.ts'

const url = new URL('../engine/worker/simulation.worker.ts', import.meta.url)
const simulation = Comlink.wrap<SimulationApi>(new Worker(url, { type: 'module' }))

/** A scenario of the library, and files that it may name. */
export interface ScenarioAddress {
  /** Its path from the root of the project. */
  readonly path: string
  /** Paths of files from the folder of the library. */
  readonly files: readonly string[]
}

export const fidelity = {
  /** Loads a scenario on a back end; tells why that refuses it, where it does. */
  async load(address: ScenarioAddress, backend: BackendName): Promise<string | undefined> {
    const text = await (await fetch(`/${address.path}`)).text()
    const read = address.files.map(async (path) => {
      return [path, await (await fetch(`/scenarios/${path}`)).bytes()] as const
    })
    const files = Object.fromEntries(await Promise.all(read))
    const source = { kind: 'scenario', text, files, overrides: { backend } } as const
    const loaded = await simulation.load(source)
    if (loaded.ok) return undefined
    const { code, message } = loaded.failure
    if (code !== 'kernel/unsupported' && code !== 'kernel/unavailable') throw new Error(message)
    return code
  },

  /** Goes to a tick and hashes its state; undefined where it took longer than it may. */
  async lookAt(
    tick: number,
    limitMs: number,
  ): Promise<{ readonly stateHash: string | undefined } | undefined> {
    const timer = setTimeout(() => void simulation.cancel(), limitMs)
    const report = unwrap(await simulation.runTo(tick))
    clearTimeout(timer)
    if (report.wasCancelled) return undefined
    const { stateHash } = unwrap(await simulation.hash())
    return { stateHash }
  },
}
