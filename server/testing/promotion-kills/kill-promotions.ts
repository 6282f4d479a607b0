/**
 * SIGKILL to servers between the order to decide about a challenger and the answer: whatever was answered stays so, what
 * was not is asked again, and there is one champion at most. Several processes share a database where it is no embedded
 * one, and several challengers are decided at once.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseEntry } from '../../../engine/ledger/ledger-entry.ts'
import type { Promotion } from '../../../engine/resources/promotion.ts'
import { openServerRecord } from '../../app/server-record.ts'
import { PROMOTION_TABLE, SLOT_TABLE } from '../../storage/promotion-tables.ts'
import { selectResource, selectResources } from '../../storage/resource-rows.ts'
import { createRandomSource, type RandomSource } from '../random-source.ts'
import type { RunPlace } from '../run-place.ts'
import {
  type Acknowledged,
  judgePromotions,
  type PromotionEntry,
  SLOT,
  type StandingSlot,
} from './judge-promotions.ts'
import type {
  PromotionNews,
  PromotionProcessOrder,
  PromotionWish,
  Told,
} from './promotion-process.ts'

const ENTRY = fileURLToPath(new URL('./promotion-process.ts', import.meta.url))
/** A decision takes some ten milliseconds, more where others are at work. */
const KILL_MS = 40
const LANES = 2
const ROLL_BACK_PERCENT = 15
/** So many answers come between two kills. */
const ANSWERS = 3
const STARTS_MS = 60_000

export interface PromotionKillOptions {
  readonly place: RunPlace
  readonly processes: number
  readonly kills: number
  readonly seed: number
  /** Planted on purpose: servers answer before a decision is on record. */
  readonly answersEarly?: boolean
  readonly signal?: AbortSignal
  onKill?(): void
}

export interface PromotionKillReport {
  readonly problems: readonly string[]
  readonly kills: number
  /** Kills while a decision was asked for and not answered. */
  readonly killsWithin: number
  readonly decided: number
  readonly acknowledged: number
  /** Decisions that were on record though nobody was told. */
  readonly untold: number
}

/** Kills, asks again, and holds the record to what was told. */
export async function killPromotions(options: PromotionKillOptions): Promise<PromotionKillReport> {
  const run = new KillRun(options)
  try {
    await run.killAll()
  } finally {
    await run.stop()
  }
  return await run.judge()
}

interface Child {
  readonly process: ChildProcess
  readonly opened: Promise<void>
  /** Who waits for an answer, by turns; undefined is told where the process is gone. */
  readonly waiting: Map<number, (news: PromotionNews | undefined) => void>
}

class KillRun {
  readonly #options: PromotionKillOptions
  readonly #random: RandomSource
  readonly #children: Child[] = []
  readonly #acknowledged: Acknowledged[] = []
  readonly #seen: (StandingSlot & { told: number })[] = []
  readonly #notes: string[] = []
  /** Servers that ended by themselves. */
  readonly #falls: string[] = []
  #turn = 0
  #challengers = 0
  #deciding = 0
  #answers = 0
  #kills = 0
  #killsWithin = 0
  #isOver = false

  constructor(options: PromotionKillOptions) {
    this.#options = options
    this.#random = createRandomSource(options.seed)
  }

  async killAll(): Promise<void> {
    const { kills, processes, signal, onKill } = this.#options
    for (let n = 0; n < processes; n++) this.#children.push(this.#spawn())
    const lanes = Array.from({ length: LANES * processes }, () => this.#runLane())
    const isGoingOn = () => this.#falls.length === 0 && signal?.aborted !== true
    while (this.#kills < kills && isGoingOn()) {
      const place = this.#random.below(processes)
      const child = this.#children[place]!
      await child.opened
      const from = this.#answers
      const isEarly = () => this.#answers < from + ANSWERS || this.#deciding === 0
      while (isEarly() && isGoingOn()) await wait(1)
      await wait(this.#random.below(KILL_MS))
      if (this.#deciding > 0) this.#killsWithin++
      // Where it has fallen there is no exit to wait for.
      if (!isGoingOn()) break
      const gone = once(child.process, 'exit')
      child.process.kill('SIGKILL')
      await gone
      this.#kills++
      onKill?.()
      this.#children[place] = this.#spawn()
    }
    this.#isOver = true
    await Promise.all(lanes)
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.all(
      this.#children.map(async ({ process: child, opened }) => {
        if (child.exitCode !== null || child.signalCode !== null) return
        const gone = once(child, 'exit')
        await opened
        child.kill('SIGTERM')
        await gone
      }),
    )
  }

  async judge(): Promise<PromotionKillReport> {
    const { place } = this.#options
    const record = await openServerRecord(place.config, (line) => this.#notes.push(line), {
      ...{ threads: 0, isAuditing: false, isLeading: false },
    })
    try {
      const { kind } = await record.audits.run()
      const entries: PromotionEntry[] = []
      for (let from = 0; ; ) {
        const texts = await record.ledger.read(from, 1000)
        if (texts.length === 0) break
        from += texts.length
        entries.push(...texts.map((text) => parseEntry(text).event as unknown as PromotionEntry))
      }
      const slot = await selectResource(record.database, SLOT_TABLE, SLOT)
      const where = { slot: SLOT, state: 'active' }
      const { items } = await selectResources<Promotion>(record.database, PROMOTION_TABLE, where, {
        count: 10,
      })
      const champions = items.map(({ promotion_id }) => promotion_id)
      const told = { acknowledged: this.#acknowledged, seen: this.#seen }
      const standing = { sequence: slot?.sequence ?? 0, champions }
      const problems = [...judgePromotions({ entries, standing, ...told })]
      for (const text of this.#falls) problems.push(`fallen: a server ended by itself: ${text}`)
      if (kind !== 'clean') problems.push(`unclean: the ledger is ${kind}`)
      const decided = entries.filter(({ type }) => type === 'ml.promotion.decided').length
      const { length: acknowledged } = this.#acknowledged
      const rolledBack = entries.filter(({ type }) => type === 'ml.promotion.rolled_back').length
      return {
        ...{ problems, kills: this.#kills, killsWithin: this.#killsWithin },
        ...{ decided, acknowledged, untold: Math.max(0, decided + rolledBack - acknowledged) },
      }
    } finally {
      await record.close()
    }
  }

  /** Has one challenger after another decided, whatever is killed meanwhile. */
  async #runLane(): Promise<void> {
    while (!this.#isOver) {
      const number = this.#challengers++
      const id = `challenger-${number}`
      // Every third is better than all before it.
      const score = number % 3 === 0 ? number : this.#random.below(number)
      await this.#untilAnswered({ kind: 'challenge', id, score })
      await this.#untilAnswered({ kind: 'decide', id })
      if (this.#random.chance(ROLL_BACK_PERCENT)) await this.#ask({ kind: 'roll back' })
    }
  }

  async #untilAnswered(wish: PromotionWish): Promise<void> {
    for (;;) {
      const news = await this.#ask(wish)
      if (news?.kind === 'done') return
      // It was decided, and nobody was told; else another change was faster, or the server was killed.
      const isSettled = news?.kind === 'refused' && wish.kind === 'decide'
      if (isSettled && (await this.#isDecided(wish.id))) return
      if (this.#falls.length > 0) return
      if (news === undefined) await wait(5)
    }
  }

  async #isDecided(id: string): Promise<boolean> {
    const news = await this.#ask({ kind: 'look', id })
    return news?.kind === 'done' && news.told.state !== 'shadow'
  }

  async #ask(wish: PromotionWish): Promise<PromotionNews | undefined> {
    const child = this.#random.pick(this.#children)
    await child.opened
    const turn = this.#turn++
    const answered = Promise.withResolvers<PromotionNews | undefined>()
    if (!child.process.connected) return undefined
    child.waiting.set(turn, answered.resolve)
    child.process.send({ turn, wish }, () => {})
    const isMove = wish.kind === 'decide' || wish.kind === 'roll back'
    if (isMove) this.#deciding++
    const news = await answered.promise
    if (isMove) this.#deciding--
    if (news !== undefined) this.#answers++
    if (isMove && news?.kind === 'done') this.#note(news.told)
    return news
  }

  #note({ id, state, sequence }: Told): void {
    if (sequence !== undefined) this.#acknowledged.push({ id, state, sequence })
  }

  #spawn(): Child {
    const { place, answersEarly = false } = this.#options
    const order: PromotionProcessOrder = { config: place.config, answersEarly }
    const child = fork(ENTRY, [JSON.stringify(order)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (process.env.PROMOTION_KILLS_VERBOSE !== undefined) console.error(text.trimEnd())
      this.#notes.push(text)
    })
    const opened = Promise.withResolvers<void>()
    const limit = setTimeout(() => child.kill('SIGKILL'), STARTS_MS)
    const waiting: Child['waiting'] = new Map()
    const told = Math.max(0, ...this.#acknowledged.filter(isChange).map(({ sequence }) => sequence))
    child.on('message', (news: PromotionNews) => {
      if (news.kind === 'open') {
        clearTimeout(limit)
        const { sequence, champions } = news
        this.#seen.push({ sequence, champions, told })
        opened.resolve()
        return
      }
      waiting.get(news.turn)?.(news)
      waiting.delete(news.turn)
    })
    child.once('exit', (_code, signal) => {
      if (signal !== 'SIGKILL' && !this.#isOver) this.#falls.push(this.#notes.slice(-3).join(' '))
      clearTimeout(limit)
      opened.resolve()
      for (const [, answer] of waiting) answer(undefined)
    })
    return { process: child, opened: opened.promise, waiting }
  }
}

/** What is refused changes no champion. */
const isChange = ({ state }: Acknowledged) => state !== 'refused'
