/**
 * One simulation for the whole page, whichever worker it runs in at present.
 *
 * When a worker is gone, the calls that it has not answered are settled here: those that change the run with
 * a failure, since nobody knows whether they were done; those that only ask wait, and are asked again of the
 * worker that takes its place once it has the run.
 */
import type { Failure } from '../../engine/protocol/result.ts'
import type { SimulationApi } from '../../engine/protocol/simulation-api.ts'
import type { connectSimulation, SimulationSession } from './simulation-session.ts'

/** The code of what was not done because its worker was gone. */
export const WORKER_LOST = 'session/worker-lost'

type CallName = keyof SimulationApi
type Call = (...args: readonly unknown[]) => Promise<unknown>

/** They give nothing, and need not be done for a worker that is gone. */
const UNANSWERED: ReadonlySet<string> = new Set<CallName>([
  'takeFrame',
  'recycle',
  'cancel',
  'dispose',
])

/** They change nothing of the run. */
const QUESTIONS: ReadonlySet<string> = new Set<CallName>([
  'differFrom',
  'checkRule',
  'copyBox',
  'readClip',
  'histogram',
  'listClusters',
  'listDynamics',
  'exportData',
  'takeField',
  'zoneNumbers',
  'inspect',
  'inspectBox',
  'inspectZone',
  'followEvents',
  'listEdits',
  'hash',
  'listBackends',
  'listMetrics',
  'watchMetrics',
  'exportPattern',
  'saveReplay',
])

interface Outstanding {
  readonly name: string
  /** Asks again, of the worker that is there. */
  readonly again: () => void
  readonly settle: (value: unknown) => void
}

export class SimulationLink {
  /** What the parts of the page talk to. */
  readonly simulation: SimulationSession['simulation']
  readonly #connect: typeof connectSimulation
  readonly #onLost: (message: string) => void
  #session: SimulationSession
  #isLost = false
  /** Questions wait for the run to be there again. */
  #isAway = false
  #isClosed = false
  readonly #outstanding = new Set<Outstanding>()

  /** @param onLost is told once for each worker that is gone, before its calls are settled. */
  constructor(connect: typeof connectSimulation, onLost: (message: string) => void) {
    this.#connect = connect
    this.#onLost = onLost
    this.#session = this.#start()
    const call = (name: string, args: readonly unknown[]) => this.#call(name, args)
    const target = {} as SimulationSession['simulation']
    this.simulation = new Proxy(target, {
      get(_, name) {
        // What waits for it must not take it for a promise.
        if (typeof name !== 'string' || name === 'then') return undefined
        return (...args: readonly unknown[]) => call(name, args)
      },
    })
  }

  /** Starts another worker, which has no run yet; questions wait until `resume`. */
  restart(): void {
    if (this.#isClosed) return
    this.#session.terminate()
    this.#isAway = true
    this.#isLost = false
    this.#session = this.#start()
  }

  /** Tells that the new worker has the run: what waited is asked now. */
  resume(): void {
    this.#isAway = false
    for (const each of [...this.#outstanding]) each.again()
  }

  /** Settles all that waits with a failure, as no worker takes the place of the last one. */
  giveUp(): void {
    for (const each of [...this.#outstanding]) this.#fail(each)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.giveUp()
    if (this.#isLost) this.#session.terminate()
    else await this.#session.close()
  }

  #start(): SimulationSession {
    const session: SimulationSession = this.#connect(undefined, (message) => {
      if (session !== this.#session || this.#isLost || this.#isClosed) return
      this.#isLost = true
      const unanswered = [...this.#outstanding].filter(({ name }) => !QUESTIONS.has(name))
      this.#onLost(message)
      for (const each of unanswered) this.#fail(each)
    })
    return session
  }

  #call(name: string, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (value: unknown) => {
        this.#outstanding.delete(outstanding)
        resolve(value)
      }
      const again = () => {
        const session = this.#session
        const remote = session.simulation as unknown as Readonly<Record<string, Call>>
        remote[name]!(...args).then(
          (value) => {
            if (session === this.#session) settle(value)
          },
          (thrown) => {
            this.#outstanding.delete(outstanding)
            reject(thrown)
          },
        )
      }
      const outstanding: Outstanding = { name, again, settle }
      this.#outstanding.add(outstanding)
      if (QUESTIONS.has(name) && (this.#isLost || this.#isAway) && !this.#isClosed) return
      if (this.#isLost || this.#isClosed) this.#fail(outstanding)
      else again()
    })
  }

  #fail({ name, settle }: Outstanding): void {
    settle(UNANSWERED.has(name) ? undefined : { ok: false, failure: FAILURE })
  }
}

const FAILURE: Failure = Object.freeze({
  code: WORKER_LOST,
  message: 'The worker of the run was gone before it was done.',
  details: {},
})
