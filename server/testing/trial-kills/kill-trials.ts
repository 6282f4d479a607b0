/**
 * SIGKILL to server processes that lead studies and make their trials, as often as one likes, and what is on record
 * then.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseEntry } from '../../../engine/ledger/ledger-entry.ts'
import { openServerRecord } from '../../app/server-record.ts'
import { createRandomSource, type RandomSource } from '../random-source.ts'
import type { RunPlace } from '../run-place.ts'
import { searchHere } from '../study-place.ts'
import { type JudgedEvent, judgeTrials, type Problem } from './judge-trials.ts'
import type { TrialBug } from './planted-bugs.ts'
import type { TrialProcessNews, TrialProcessOrder, WantedStudy } from './trial-process.ts'

const ENTRY = join(import.meta.dirname, 'trial-process.ts')

export interface TrialKillOptions {
  readonly place: RunPlace
  readonly kills: number
  /** Processes at a time; one where the database is embedded. */
  readonly processes: number
  /** Trials at a time in each. */
  readonly threads: number
  /** At least so many studies are asked for, and more while there are kills to come. */
  readonly studies: number
  /** Trials that each of them has. */
  readonly trials: number
  readonly seed: number
  /** Ticks of each run of a trial: to 20,000 it takes some hundredths of a second, to a million seconds. */
  readonly ticks?: number
  readonly bug?: TrialBug | undefined
  /** How long what is left may take after the last kill, in milliseconds; then it counts as lost. */
  readonly patienceMs?: number
  readonly signal?: AbortSignal
  onKill?(): void
}

export interface TrialKillReport {
  readonly problems: readonly Problem[]
  readonly kills: number
  /** Kills before the process was open. */
  readonly killsAtOpening: number
  readonly studies: number
  readonly trials: number
  /** How many times trials were begun. */
  readonly attempts: number
}

const TICKS = 20_000
const PATIENCE_MS = 180_000
/** Three kills in ten come while a process opens, at latest after so long. */
const OPENING_PERCENT = 30
const OPENING_MS = 1500
/**
 * The others so long after it has put the end of a trial on record, at most: five servers on end that are killed with a
 * trial before it ends would rightly have it given up.
 */
const MADE_MS = 2000
/** A server that ends by itself so often is not tried on. */
const MAX_FALLS = 3
/** Studies that go on at a time. */
const AT_A_TIME = 2

/** Kills, waits for the studies to end, and holds the record to what it should be. */
export async function killTrials(options: TrialKillOptions): Promise<TrialKillReport> {
  const run = new KillRun(options)
  try {
    await run.start()
    await run.killAll()
    await run.untilOver()
  } finally {
    await run.stop()
  }
  return await run.judge()
}

interface Child {
  readonly process: ChildProcess
  isOpen: boolean
  readonly opened: Promise<void>
  /** Settles when it has ended a trial, or has ended itself. */
  readonly made: Promise<void>
}

class KillRun {
  readonly #options: TrialKillOptions
  readonly #random: RandomSource
  readonly #children: Child[] = []
  readonly #studies: WantedStudy[] = []
  readonly #documents = new Map<string, object>()
  /** By study, as it was told last. */
  readonly #states = new Map<string, string>()
  readonly #notes: string[] = []
  /** What servers said that ended by themselves. */
  readonly #falls: string[] = []
  #kills = 0
  #killsAtOpening = 0

  constructor(options: TrialKillOptions) {
    this.#options = options
    this.#random = createRandomSource(options.seed)
  }

  async start(): Promise<void> {
    this.#askForMore()
    for (let n = 0; n < this.#options.processes; n++) this.#children.push(this.#spawn())
    await Promise.all(this.#children.map(({ opened }) => opened))
  }

  async killAll(): Promise<void> {
    const { kills, signal, onKill } = this.#options
    while (this.#kills < kills && signal?.aborted !== true) {
      const isEarly = this.#random.chance(OPENING_PERCENT)
      const place = this.#pick(isEarly)
      const child = this.#children[place]!
      if (isEarly) await wait(this.#random.below(OPENING_MS))
      else {
        await child.made
        await wait(this.#random.below(MADE_MS))
      }
      if (isGone(child)) this.#falls.push(this.#notes.slice(-3).join(' '))
      else {
        if (!child.isOpen) this.#killsAtOpening++
        const gone = once(child.process, 'exit')
        child.process.kill('SIGKILL')
        await gone
        this.#kills++
        onKill?.()
      }
      if (this.#falls.length > MAX_FALLS) return
      this.#askForMore()
      this.#children[place] = this.#spawn()
    }
  }

  /** One that opens, or one that is open, where there are such. */
  #pick(isEarly: boolean): number {
    const places = [...this.#children.keys()]
    const wanted = places.filter((place) => this.#children[place]!.isOpen !== isEarly)
    return this.#random.pick(wanted.length > 0 ? wanted : places)
  }

  /** Waits until all studies are over, or too long. */
  async untilOver(): Promise<void> {
    const { patienceMs = PATIENCE_MS } = this.#options
    const limit = performance.now() + patienceMs
    const isOver = () =>
      this.#studies.length >= this.#options.studies &&
      this.#studies.every(({ studyId }) => this.#isOver(studyId))
    while (!isOver() && performance.now() < limit) {
      this.#askForMore()
      await wait(50)
    }
  }

  /** Lets them end as servers end; the last trial's share is released then. */
  async stop(): Promise<void> {
    await Promise.all(
      this.#children.map(async ({ process: child, opened }) => {
        if (isGone({ process: child })) return
        const gone = once(child, 'exit')
        await opened
        child.kill('SIGTERM')
        await gone
      }),
    )
  }

  async judge(): Promise<TrialKillReport> {
    const { place, threads } = this.#options
    const record = await openServerRecord({ ...place.config }, (line) => this.#notes.push(line), {
      ...{ threads: 0, isAuditing: false, isLeading: false },
    })
    try {
      const audit = await record.audits.run()
      const events = await readEvents(record.ledger)
      const [refused] = await record.database.query('select count(*)::int as n from refused_moves')
      const jobs = await countJobs(record.database)
      const studies = await Promise.all(
        this.#studies.map(async ({ studyId }) => ({
          studyId,
          expected: await expectTrials(this.#documents.get(studyId)!),
        })),
      )
      const judged = judgeTrials({ events, studies, kills: this.#kills, threads })
      const unclean = (text: string): Problem => ({ kind: 'unclean', text: `unclean: ${text}` })
      const problems: Problem[] = [
        ...this.#falls.map((text) => unclean(`a server ended by itself: ${text}`)),
        ...judged,
        ...(audit.kind === 'clean' ? [] : [unclean(`the ledger is ${audit.kind}`)]),
        ...(refused?.n === 0 ? [] : [unclean(`${refused?.n} moves were refused`)]),
        ...(jobs === 0 ? [] : [{ kind: 'left over', text: `left over: ${jobs} jobs` } as const]),
      ]
      const count = (type: string) => events.filter((each) => each.type === type).length
      return {
        ...{ problems, kills: this.#kills, killsAtOpening: this.#killsAtOpening },
        studies: studies.length,
        trials: count('ml.trial.proposed'),
        attempts: count('allocation.granted'),
      }
    } finally {
      await record.close()
    }
  }

  #isOver(studyId: string): boolean {
    const state = this.#states.get(studyId)
    return state !== undefined && state !== 'running' && state !== 'paused'
  }

  #askForMore(): void {
    const { studies, kills, trials, seed, ticks = TICKS, signal } = this.#options
    const isMoreToCome =
      this.#studies.length < studies || (this.#kills < kills && signal?.aborted !== true)
    const going = this.#studies.filter(({ studyId }) => !this.#isOver(studyId)).length
    if (!isMoreToCome || going >= AT_A_TIME) return
    const number = this.#studies.length
    const document = documentOf({ seed, number, trials, ticks })
    const studyId = `study-${number}`
    this.#documents.set(studyId, document)
    this.#studies.push({ studyId, document: JSON.stringify(document) })
    for (const child of this.#children) this.#tellWanted(child)
    this.#askForMore()
  }

  #tellWanted({ process: child, isOpen }: Child): void {
    if (!isOpen || !child.connected) return
    // Those that are over are over.
    const wanted = this.#studies.filter(({ studyId }) => !this.#isOver(studyId))
    child.send(wanted, () => {})
  }

  #spawn(): Child {
    const { place, threads, bug } = this.#options
    const order: TrialProcessOrder = { config: place.config, threads, bug }
    const child = fork(ENTRY, [JSON.stringify(order)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#note(text))
    const opened = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    const made: Child = {
      ...{ process: child, isOpen: false, opened: opened.promise, made: ended.promise },
    }
    child.on('message', (news: TrialProcessNews) => {
      if (news.kind === 'open') {
        made.isOpen = true
        this.#tellWanted(made)
        opened.resolve()
      } else if (news.kind === 'made') ended.resolve()
      else {
        for (const [id, state] of Object.entries(news.states)) this.#states.set(id, state)
        this.#askForMore()
      }
    })
    // One that is killed while it opens never is.
    child.once('exit', () => {
      opened.resolve()
      ended.resolve()
    })
    return made
  }

  #note(text: string): void {
    if (process.env.TRIAL_KILLS_VERBOSE !== undefined) console.error(text.trimEnd())
    this.#notes.push(text)
  }
}

const isGone = ({ process: child }: Pick<Child, 'process'>) =>
  child.exitCode !== null || child.signalCode !== null

/** Small automata, of which every other study ends some trials early by what they report. */
function documentOf({
  seed,
  number,
  trials,
  ticks,
}: Readonly<Record<'seed' | 'number' | 'trials' | 'ticks', number>>): object {
  return {
    version: 1,
    name: `Kills ${number}`,
    space: [
      { name: 'density', type: 'int', low: 16, high: 240 },
      { name: 'kind', type: 'categorical', choices: ['life', 'generations'] },
      { name: 'states', type: 'int', low: 3, high: 6, if: { param: 'kind', in: ['generations'] } },
    ],
    objectives: [
      { name: 'activity', direction: 'maximize' },
      { name: 'cells', direction: 'minimize' },
    ],
    budget: { trials },
    ...(number % 2 === 1 && { pruner: { name: 'median', warmup: 1 } }),
    ...{ workers: 4, repeat: 4, seed: seed * 1000 + number },
    objective: {
      kind: 'automaton',
      ...{ size: [128, 128], ticks, probes: [ticks / 2, ticks], seeds: { count: 3 } },
      set: { density: '{density}', rule: '23/3/{states|2}' },
      values: { activity: { of: 'activity.ratio', when: 'mean' }, cells: 'population' },
    },
  }
}

const expected = new Map<string, ReturnType<typeof searchHere>>()

/** What the same study comes to on the command line, where nobody is killed. */
function expectTrials(document: object): ReturnType<typeof searchHere> {
  const text = JSON.stringify(document)
  const found = expected.get(text) ?? searchHere(document, ['--workers', '0'])
  expected.set(text, found)
  return found
}

async function readEvents(ledger: {
  read(from: number, count: number): Promise<readonly string[]>
}): Promise<readonly JudgedEvent[]> {
  const events: JudgedEvent[] = []
  for (;;) {
    const texts = await ledger.read(events.length, 1000)
    if (texts.length === 0) return events
    events.push(...texts.map((text) => parseEntry(text).event as unknown as JudgedEvent))
  }
}

async function countJobs(database: {
  query<T extends Record<string, number>>(sql: string): Promise<readonly T[]>
}): Promise<number> {
  const [row] = await database.query<{ n: number }>('select count(*)::int as n from trial_jobs.job')
  return row?.n ?? 0
}
