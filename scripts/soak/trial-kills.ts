/**
 * SIGKILL to server processes while studies run on them: three of them on one PostgreSQL, and one on the embedded
 * database, which goes on at its next start. First runs without kills; and bugs that are planted on purpose.
 */
import { join } from 'node:path'
import { WHY_NO_POSTGRES } from '../../server/testing/postgres.ts'
import {
  createRunDatabase,
  createRunFolder,
  type RunPlace,
} from '../../server/testing/run-place.ts'
import { killTrials, type TrialKillOptions } from '../../server/testing/trial-kills/kill-trials.ts'
import {
  isQuietBug,
  TRIAL_BUGS,
  type TrialBug,
} from '../../server/testing/trial-kills/planted-bugs.ts'
import type { Campaign, CampaignOptions } from '../campaign.ts'
import { ROOT } from '../project.ts'

/** In one go, of each kind of database. */
const KILLS = 200
const BUG_KILLS = 12
const THREADS = 1
/** A trial of so many ticks takes longer than a lease, also on a quick machine, and some leases on a slow one. */
const LONG = { ticks: 4_000_000, studies: 1, trials: 2, patienceMs: 150_000 } as const
const TRIALS = 40
const SMALL = { studies: 1, trials: 16 } as const
const QUIET = { kills: 0, studies: 2, trials: 24 } as const

interface KilledPlace {
  readonly name: string
  readonly processes: number
  readonly whyNot: string | undefined
  create(): Promise<RunPlace>
}

const PLACES: readonly KilledPlace[] = [
  {
    ...{ name: 'PostgreSQL', processes: 3, whyNot: WHY_NO_POSTGRES },
    create: createRunDatabase,
  },
  { name: 'embedded', processes: 1, whyNot: undefined, create: createRunFolder },
]

export const campaign: Campaign = {
  about:
    `${KILLS} SIGKILLs in one go to servers that lead studies and make their trials, three on one PostgreSQL, and ${KILLS} ` +
    'to one on the embedded database; the same without kills; each trial has to be what it is where nobody is killed; ' +
    `and ${Object.keys(TRIAL_BUGS).length} bugs planted in these servers, which have to be found.`,
  async run(options) {
    // Processes that are killed have no end at which they would keep what they compiled.
    process.env.NODE_COMPILE_CACHE ??= join(ROOT, 'node_modules/.cache/node-compile')
    const soak = new TrialKills(options)
    for (const place of PLACES) await soak.runQuietly(place)
    for (const place of PLACES) await soak.killOften(place)
    await soak.findBugs(WHY_NO_POSTGRES === undefined ? PLACES[0]! : PLACES[1]!)
    return soak
  },
}

class TrialKills {
  readonly cases: Record<string, number> = {}
  readonly failures: string[] = []
  readonly #options: CampaignOptions

  constructor(options: CampaignOptions) {
    this.#options = options
  }

  async runQuietly(place: KilledPlace): Promise<void> {
    const kind = `${place.name}: trials without kills`
    if (!this.#isWanted(kind, place)) return
    const { problems, trials } = await this.#run(place, QUIET)
    this.cases[kind] = trials
    this.#judge(
      kind,
      problems.map(({ text }) => text),
    )
  }

  async killOften(place: KilledPlace): Promise<void> {
    const kind = `${place.name}: SIGKILLs to ${place.processes} servers`
    if (!this.#isWanted(kind, place)) return
    const onKill = () => this.#count(kind)
    const report = await this.#run(place, { kills: KILLS, studies: 4, trials: TRIALS, onKill })
    this.cases[`${kind}, at the opening`] = report.killsAtOpening
    this.cases[`${kind}, studies`] = report.studies
    this.cases[`${kind}, trials`] = report.trials
    this.cases[`${kind}, attempts`] = report.attempts
    this.#judge(
      kind,
      report.problems.map(({ text }) => text),
    )
    const isEnough = report.kills >= KILLS || this.#options.signal.aborted
    if (!isEnough) this.failures.push(`${kind}: ${report.kills} of ${KILLS}`)
  }

  /** Prints what each bug was found by. */
  async findBugs(place: KilledPlace): Promise<void> {
    const kind = `${place.name}: bugs planted in servers, found`
    if (!this.#isWanted(kind, place)) return
    for (const [bug, wanted] of Object.entries(TRIAL_BUGS) as [TrialBug, string][]) {
      if (this.#options.signal.aborted) return
      const kills = isQuietBug(bug) ? 0 : BUG_KILLS
      const size = bug === 'never renews a lease' ? LONG : SMALL
      const order = { patienceMs: 45_000, ...size, kills, bug }
      const { problems } = await this.#run(place, order)
      const found = problems.find((problem) => problem.kind === wanted)
      console.log(`  ${bug.padEnd(48)} ${wanted.padEnd(12)} ${found?.text ?? 'NOT FOUND'}`)
      if (found === undefined) this.failures.push(`${kind}: that it ${bug} was not found`)
      else this.#count(kind)
    }
  }

  async #run(
    { processes, create }: KilledPlace,
    order: Pick<TrialKillOptions, 'kills' | 'studies' | 'trials'> & Partial<TrialKillOptions>,
  ) {
    const place = await create()
    const { seed, signal } = this.#options
    try {
      return await killTrials({ place, processes, threads: THREADS, seed, signal, ...order })
    } finally {
      await place.dispose()
    }
  }

  #judge(kind: string, problems: readonly string[]): void {
    const [first] = problems
    if (first === undefined) return
    const kinds = Map.groupBy(problems, (text) => text.split(':')[0])
    const counts = [...kinds].map(([each, { length }]) => `${length} ${each}`).join(', ')
    const more = problems.length > 1 ? ` (in all ${counts})` : ''
    this.failures.push(`${kind}: seed ${this.#options.seed}: ${first}${more}`)
  }

  #count(kind: string): void {
    this.cases[kind] = (this.cases[kind] ?? 0) + 1
    this.#options.report(Object.values(this.cases).reduce((sum, count) => sum + count, 0))
  }

  #isWanted(kind: string, { name, whyNot }: KilledPlace): boolean {
    const { only, signal } = this.#options
    if (whyNot !== undefined) console.log(`  ${name}${whyNot}`)
    const isNamed = only.length === 0 || only.some((part) => kind.includes(part))
    return !signal.aborted && whyNot === undefined && isNamed
  }
}
