/**
 * Producers append to a ledger in a process that is killed with SIGKILL, again and again, and started anew; at the
 * end what they were told is held to what is there.
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
  const order: StoreOrder = {
    ...{ store: options.store, bug: options.bug },
    ...{ place: join(folder, 'ledger'), socket: join(folder, 'socket') },
  }
  const run = new KillRun(order, options)
  try {
    return await run.run()
  } finally {
    await run.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
}

class KillRun {
  readonly #order: StoreOrder
  readonly #options: KillRunOptions
  readonly #random: RandomSource
  readonly #problems: Problem[] = []
  #process: RunningStore
  readonly #producers
  #kills = 0
  #killsAtOpening = 0

  constructor(order: StoreOrder, options: KillRunOptions) {
    this.#order = order
    this.#options = options
    this.#random = createRandomSource(options.seed)
    this.#process = new RunningStore(order)
    const start = options.inProcesses ? startProducerProcess : startProducerHere
    const { producers, inFlight } = options
    this.#producers = Array.from({ length: producers }, (_, at) =>
      start({ name: `p${at}`, seed: this.#random.below(2 ** 31), socket: order.socket, inFlight }),
    )
  }

  async run(): Promise<KillRunReport> {
    let reports: readonly ProducerReport[] = []
    let entries = 0
    try {
      await this.#killOften()
      for (const producer of this.#producers) producer.finish(this.#options.lastRequests)
      reports = await withinLimit(this.#reports(), 'what the producers were still to be told')
      await this.#process.end(this.#random.pick(['SIGKILL', 'SIGTERM'] as const))
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
    await this.#process.dispose()
  }

  /** Kills as often as asked, and leaves a ledger that is open. */
  async #killOften(): Promise<void> {
    while (this.#kills < this.#options.kills && !this.#options.signal?.aborted) {
      await this.#killOnce()
      this.#options.onKill?.(this.#kills)
      this.#process = new RunningStore(this.#order)
    }
    await this.#process.ready()
  }

  async #killOnce(): Promise<void> {
    // First there has to be something that can be lost.
    const isFirst = this.#kills === 0
    const isAtOpening = !isFirst && this.#random.chance(KILLED_AT_OPENING)
    if (isAtOpening) {
      await this.#process.opening()
      await sleep(this.#random.below(MAX_OPENING_MS))
      this.#killsAtOpening++
    } else {
      await (isFirst ? this.#process.busy() : this.#process.ready())
      await sleep(this.#random.below(MAX_LIFE_MS))
    }
    await this.#process.end('SIGKILL')
    this.#kills++
  }

  async #openOnce(): Promise<void> {
    this.#process = new RunningStore(this.#order)
    await this.#process.ready()
    await this.#process.end('SIGTERM')
  }

  async #reports(): Promise<readonly ProducerReport[]> {
    return await Promise.all(this.#producers.map(({ report }) => report))
  }

  async #judge(reports: readonly ProducerReport[]): Promise<number> {
    const { readLines, audit } = KILL_STORES[this.#order.store]
    const { problems, entries } = await judgeRun(reports, readLines(this.#order.place))
    this.#problems.push(...problems)
    const faults = await audit(this.#order.place)
    for (const text of faults) this.#problems.push({ kind: 'audit', text })
    return entries
  }
}
