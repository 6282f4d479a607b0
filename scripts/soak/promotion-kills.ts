/**
 * SIGKILL to server processes between the order to decide about a challenger and the answer: two of them on one
 * PostgreSQL, and one on the embedded database. And servers that answer too early, which have to be found out.
 */
import { join } from 'node:path'
import { WHY_NO_POSTGRES } from '../../server/testing/postgres.ts'
import { killPromotions } from '../../server/testing/promotion-kills/kill-promotions.ts'
import {
  createRunDatabase,
  createRunFolder,
  type RunPlace,
} from '../../server/testing/run-place.ts'
import type { Campaign, CampaignOptions } from '../campaign.ts'
import { ROOT } from '../project.ts'

/** In one go, of each kind of database. */
const KILLS = 50
const BUG_KILLS = 12

const PLACES = [
  {
    ...{ name: 'PostgreSQL', processes: 2, whyNot: WHY_NO_POSTGRES },
    create: createRunDatabase,
  },
  { name: 'embedded', processes: 1, whyNot: undefined, create: createRunFolder },
] as const

export const campaign: Campaign = {
  about:
    `${KILLS} SIGKILLs in one go to two servers that decide promotions on one PostgreSQL, and ${KILLS} to one on the ` +
    'embedded database: what was answered is so, and there is one champion; servers that answer before a decision is on ' +
    'record have to be found out.',
  async run(options) {
    // Processes that are killed have no end at which they would keep what they compiled.
    process.env.NODE_COMPILE_CACHE ??= join(ROOT, 'node_modules/.cache/node-compile')
    const soak = new PromotionKills(options)
    for (const place of PLACES) await soak.killOften(place)
    await soak.findEarlyAnswers(PLACES[1])
    return soak
  },
}

type KilledPlace = (typeof PLACES)[number]

class PromotionKills {
  readonly cases: Record<string, number> = {}
  readonly failures: string[] = []
  readonly #options: CampaignOptions

  constructor(options: CampaignOptions) {
    this.#options = options
  }

  async killOften(place: KilledPlace): Promise<void> {
    const kind = `${place.name}: SIGKILLs to ${place.processes} servers that decide`
    if (!this.#isWanted(kind, place)) return
    const onKill = () => this.#count(kind)
    const report = await this.#run(place, { kills: KILLS, onKill })
    this.cases[`${kind}, amid a decision`] = report.killsWithin
    this.cases[`${kind}, changes on record`] = report.decided
    this.cases[`${kind}, answered`] = report.acknowledged
    this.cases[`${kind}, on record and not answered`] = report.untold
    for (const text of report.problems) this.failures.push(`${kind}: ${this.#seedOf()}${text}`)
    const isEnough = report.kills >= KILLS || this.#options.signal.aborted
    if (!isEnough) this.failures.push(`${kind}: ${report.kills} of ${KILLS}`)
  }

  async findEarlyAnswers(place: KilledPlace): Promise<void> {
    const kind = `${place.name}: servers that answer too early, found out`
    if (!this.#isWanted(kind, place)) return
    const { problems } = await this.#run(place, { kills: BUG_KILLS, answersEarly: true })
    const found = problems.find((text) => text.startsWith('lost'))
    if (found === undefined) this.failures.push(`${kind}: ${this.#seedOf()}not found`)
    else this.#count(kind)
  }

  async #run(
    { processes, create }: KilledPlace,
    order: { readonly kills: number; readonly answersEarly?: boolean; onKill?(): void },
  ) {
    const place: RunPlace = await create()
    const { seed, signal } = this.#options
    try {
      return await killPromotions({ place, processes, seed, signal, ...order })
    } finally {
      await place.dispose()
    }
  }

  #seedOf(): string {
    return `seed ${this.#options.seed}: `
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
