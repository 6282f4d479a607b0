/**
 * Producers append to a ledger in a process that is killed with SIGKILL, again and again, and started anew, or in
 * several processes at once; at the end what they were told is held to what is there.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandomSource, type RandomSource } from '../random-source.ts'
import { judgeRun, type Problem } from './judge-run.ts'
import { KILL_STORES, type KillStoreName } from './kill-stores.ts'
import type { PlantedBug } from './planted-bugs.ts'
import type { ProducerReport } from './producer.ts'
import { startProducerHere, startProducerProcess } from './running-producer.ts'
import { RunningStore } from './running-store.ts'
import type { StoreOrder } from './store-process.ts'
import { withinLimit } from './within-limit.ts'

export interface KillRunOptions {
  readonly store: KillStoreName
  /** Decides when it is killed, and which appends are sent again. */
  readonly seed: number
  readonly kills: number
  readonly producers: number
  /** Appends that each of them has not been answered. */
  readonly inFlight: number
  /** Where the ledger is; a folder for files when left out. */
  readonly place?: string
  /** Processes that have the ledger open at once, of which one after the other is killed; one when left out. */
  readonly processes?: number
  /** Whether each producer has a process of its own; sockets are between in either case. */
  readonly inProcesses: boolean
  /** Requests that each producer sends after the last kill. */
  readonly lastRequests: number
  readonly bug?: PlantedBug
  readonly signal?: AbortSignal
  /** Is told how many kills there were. */
  readonly onKill?: (kills: number) => void
}

export interface KillRunReport {
  readonly problems: readonly Problem[]
  readonly kills: number
  /** Those of them that came before the ledger was open. */
  readonly killsAtOpening: number
  readonly entries: number
  readonly acknowledged: number
  /** How often something was sent again since a connection broke. */
  readonly sentAgain: number
}

/** A process is killed at most so long after it has opened the ledger. */
const MAX_LIFE_MS = 120
/** The same after it began to open it, where it is killed at that; most openings take less. */
const MAX_OPENING_MS = 25
/** Of so many of a hundred. */
const KILLED_AT_OPENING = 30

/** Runs and judges; whatever goes wrong is among the problems. */
export async function runKills(options: KillRunOptions): Promise<KillRunReport> {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-kills-'))
  const orders = Array.from(
    { length: options.processes ?? 1 },
    (_, at): StoreOrder => ({
      ...{ store: options.store, bug: options.bug },
      ...{ place: options.place ?? join(folder, 'ledger'), socket: join(folder, `socket.${at}`) },
    }),
  )
  const run = new KillRun(orders, options)
  try {
    return await run.run()
  } finally {
    await run.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
}

class KillRun {
  readonly #orders: readonly StoreOrder[]
  readonly #options: KillRunOptions
  readonly #random: RandomSource
  readonly #problems: Problem[] = []
  readonly #processes: RunningStore[]
  readonly #producers
  #kills = 0
  #killsAtOpening = 0

  constructor(orders: readonly StoreOrder[], options: KillRunOptions) {
    this.#orders = orders
    this.#options = options
    this.#random = createRandomSource(options.seed)
    this.#processes = orders.map((order) => new RunningStore(order))
    const start = options.inProcesses ? startProducerProcess : startProducerHere
    const { producers, inFlight } = options
    this.#producers = Array.from({ length: producers }, (_, at) => {
      const { socket } = orders[at % orders.length]!
      return start({ name: `p${at}`, seed: this.#random.below(2 ** 31), socket, inFlight })
    })
  }

  async run(): Promise<KillRunReport> {
    let reports: readonly ProducerReport[] = []
    let entries = 0
    try {
      await this.#killOften()
      for (const producer of this.#producers) producer.finish(this.#options.lastRequests)
      reports = await withinLimit(this.#reports(), 'what the producers were still to be told')
      for (const process of this.#processes) {
        await process.end(this.#random.pick(['SIGKILL', 'SIGTERM'] as const))
      }
      // All is acknowledged now, and has to outlast one more opening.
      await this.#openOnce()
      entries = await this.#judge(reports)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      this.#problems.push({ kind: 'process', text })
    }
    const sum = (of: (report: ProducerReport) => number) =>
      reports.reduce((total, report) => total + of(report), 0)
    return {
      ...{ problems: this.#problems, entries },
      ...{ kills: this.#kills, killsAtOpening: this.#killsAtOpening },
      acknowledged: sum(({ acknowledged }) => acknowledged.length),
      sentAgain: sum(({ sentAgain }) => sentAgain),
    }
  }

  async dispose(): Promise<void> {
    for (const producer of this.#producers) producer.dispose()
    for (const process of this.#processes) await process.dispose()
  }

  /** Kills as often as asked, and leaves a ledger that is open. */
  async #killOften(): Promise<void> {
    while (this.#kills < this.#options.kills && !this.#options.signal?.aborted) {
      const at = this.#random.below(this.#orders.length)
      await this.#killOnce(this.#processes[at]!)
      this.#options.onKill?.(this.#kills)
      this.#processes[at] = new RunningStore(this.#orders[at]!)
    }
    for (const process of this.#processes) await process.ready()
  }

  async #killOnce(process: RunningStore): Promise<void> {
    // First there has to be something that can be lost.
    const isFirst = this.#kills === 0
    const isAtOpening = !isFirst && this.#random.chance(KILLED_AT_OPENING)
    if (isAtOpening) {
      await process.opening()
      await sleep(this.#random.below(MAX_OPENING_MS))
      this.#killsAtOpening++
    } else {
      await (isFirst ? process.busy() : process.ready())
      await sleep(this.#random.below(MAX_LIFE_MS))
    }
    await process.end('SIGKILL')
    this.#kills++
  }

  async #openOnce(): Promise<void> {
    const process = new RunningStore(this.#orders[0]!)
    this.#processes[0] = process
    await process.ready()
    await process.end('SIGTERM')
  }

  async #reports(): Promise<readonly ProducerReport[]> {
    return await Promise.all(this.#producers.map(({ report }) => report))
  }

  async #judge(reports: readonly ProducerReport[]): Promise<number> {
    const { store, place } = this.#orders[0]!
    const { readLines, audit } = KILL_STORES[store]
    const { problems, entries } = await judgeRun(reports, readLines(place))
    this.#problems.push(...problems)
    const faults = await audit(place)
    for (const text of faults) this.#problems.push({ kind: 'audit', text })
    return entries
  }
}
