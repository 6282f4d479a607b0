/**
 * SIGKILL to a ledger's processes while eight others append to it; SIGKILL at every point of an append; and the proof
 * that both would find what is wrong: runs without kills, and bugs that are planted on purpose.
 */
import { join } from 'node:path'
import { makeSigner } from '../../server/ledger/signer.ts'
import {
  listDeadlyPoints,
  type NamedPoint,
  tryDeadlyPoints,
} from '../../server/testing/kills/deadly-points.ts'
import { type KillRunOptions, runKills } from '../../server/testing/kills/kill-run.ts'
import { formatTablesPlace, type KillStoreName } from '../../server/testing/kills/kill-stores.ts'
import { PLANTED_BUGS, type PlantedBug } from '../../server/testing/kills/planted-bugs.ts'
import { startPostgres, WHY_NO_POSTGRES } from '../../server/testing/postgres.ts'
import { createRandomSource } from '../../server/testing/random-source.ts'
import type { Campaign, CampaignOptions } from '../campaign.ts'
import { ROOT } from '../project.ts'

/** A store that is killed. */
interface KilledStore {
  readonly name: string
  readonly store: KillStoreName
  /** Processes that have one ledger open at once. */
  readonly processes: number
  /** Why it is not there; undefined where it is. */
  readonly whyNot: string | undefined
  /** Begins what all runs share. */
  begin(): Promise<Places>
}

interface Places {
  /** An empty place for the next run; undefined where a run makes its own. */
  next(): Promise<string | undefined>
  dispose(): Promise<void>
}

const STORES: readonly KilledStore[] = [
  {
    ...{ name: 'files', store: 'files', processes: 1, whyNot: undefined },
    begin: async () => ({ next: async () => undefined, dispose: async () => {} }),
  },
  {
    ...{ name: 'PostgreSQL', store: 'tables', processes: 2, whyNot: WHY_NO_POSTGRES },
    begin: beginPostgres,
  },
]

async function beginPostgres(): Promise<Places> {
  const server = await startPostgres()
  return {
    async next() {
      const { signer, pem } = makeSigner()
      const address = { kind: 'server' as const, url: await server.createDatabase() }
      return formatTablesPlace({ address, pem, name: signer.key.name })
    },
    dispose: () => server.dispose(),
  }
}

/** In one go. */
const KILLS = 200
const QUIET_RUNS = 100
const BUG_KILLS = 3
const PRODUCERS = { producers: 8, inFlight: 16, inProcesses: true } as const

export const campaign: Campaign = {
  about:
    `${KILLS} SIGKILLs in one go to the processes of a ledger that 8 others append to, in files and in PostgreSQL; ` +
    `${QUIET_RUNS} runs without kills; SIGKILL at every point of an append, and at two of them one after the other; ` +
    `and ${Object.keys(PLANTED_BUGS).length} bugs planted in a ledger, which have to be found.`,
  async run(options) {
    // Processes that are killed have no end at which they would keep what they compiled.
    process.env.NODE_COMPILE_CACHE ??= join(ROOT, 'node_modules/.cache/node-compile')
    const soak = new LedgerKills(options)
    await soak.findBugs()
    await soak.killAtPoints()
    for (const store of STORES) await soak.tryStore(store)
    await soak.killAtPairs()
    return soak
  },
}

class LedgerKills {
  readonly cases: Record<string, number> = {}
  readonly failures: string[] = []
  readonly #options: CampaignOptions
  readonly #endsAtMs: number

  constructor(options: CampaignOptions) {
    this.#options = options
    this.#endsAtMs = performance.now() + options.minutes * 60_000
  }

  /** Prints what each bug was found by. */
  async findBugs(): Promise<void> {
    const kind = 'bugs planted in a plain ledger, found'
    if (!this.#isWanted(kind)) return
    for (const [bug, wanted] of Object.entries(PLANTED_BUGS) as [PlantedBug, string][]) {
      const { problems } = await this.#run({ store: 'plain', kills: BUG_KILLS, bug })
      const found = problems.find((problem) => problem.kind === wanted)
      console.log(`  ${bug.padEnd(42)} ${wanted.padEnd(10)} ${found?.text ?? 'NOT FOUND'}`)
      if (found === undefined) this.failures.push(`${kind}: that it ${bug} was not found`)
      else this.#count(kind)
    }
    const sound = await this.#run({ store: 'plain', kills: BUG_KILLS })
    this.#judge(
      'the plain ledger without a bug',
      sound.problems.map(({ text }) => text),
    )
  }

  async killAtPoints(): Promise<void> {
    const kind = 'files: SIGKILL at every point of a workload'
    if (!this.#isWanted(kind)) return
    const points = await listDeadlyPoints('long')
    await this.#tryAll(
      kind,
      points.map((point) => [point]),
    )
    const tried = this.cases[kind] ?? 0
    if (tried < points.length)
      this.failures.push(`${kind}: ${tried} of ${points.length} were tried`)
  }

  /** Many kills in one go, and runs without any. */
  async tryStore(store: KilledStore): Promise<void> {
    const kills = `${store.name}: SIGKILLs under 8 producers`
    const quiet = `${store.name}: runs without kills`
    if (!this.#isWanted(kills) && !this.#isWanted(quiet)) return
    if (store.whyNot !== undefined) {
      console.log(`  ${store.name}${store.whyNot}`)
      return
    }
    const places = await store.begin()
    try {
      if (this.#isWanted(kills)) await this.#killOften(kills, store, await places.next())
      if (this.#isWanted(quiet)) await this.#runQuietly(quiet, store, places)
    } finally {
      await places.dispose()
    }
  }

  async #killOften(kind: string, { store, processes }: KilledStore, place?: string) {
    const onKill = () => this.#count(kind)
    const report = await this.#run({ store, processes, kills: KILLS, onKill, ...at(place) })
    const { problems, killsAtOpening, entries, acknowledged, sentAgain } = report
    this.#judge(
      kind,
      problems.map(({ text }) => text),
      false,
    )
    this.cases[`${kind}, at the opening`] = killsAtOpening
    this.cases[`${kind}, entries`] = entries
    this.cases[`${kind}, acknowledgements`] = acknowledged
    this.cases[`${kind}, sent again`] = sentAgain
    if (report.kills < KILLS) this.failures.push(`${kind}: ${report.kills} of ${KILLS}`)
  }

  async #runQuietly(kind: string, { store, processes }: KilledStore, places: Places) {
    for (let run = 0; run < QUIET_RUNS && !this.#options.signal.aborted; run++) {
      const place = await places.next()
      const { problems } = await this.#run({ store, processes, kills: 0, run, ...at(place) })
      this.#judge(
        kind,
        problems.map(({ text }) => text),
      )
    }
    const runs = this.cases[kind] ?? 0
    if (runs < QUIET_RUNS) this.failures.push(`${kind}: ${runs} of ${QUIET_RUNS}`)
  }

  /** Kills what goes on after a kill as well; as many pairs as there is time for. */
  async killAtPairs(): Promise<void> {
    const kind = 'files: SIGKILL at two points, one after the other'
    if (!this.#isWanted(kind)) return
    const points = await listDeadlyPoints('long')
    const random = createRandomSource(this.#options.seed)
    while (performance.now() < this.#endsAtMs && !this.#options.signal.aborted) {
      const pairs = Array.from({ length: 20 }, () => [random.pick(points), random.pick(points)])
      await this.#tryAll(kind, pairs)
    }
  }

  /** Two at a time. */
  async #tryAll(kind: string, tries: readonly (readonly NamedPoint[])[]): Promise<void> {
    const waiting = tries.toReversed()
    const tryNext = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (this.#options.signal.aborted) return
        const where = next.map(({ kind, call, moment }) => `${moment} ${kind} ${call}`).join(', ')
        this.#judge(`${kind}`, await tryDeadlyPoints('long', next), true, where)
      }
    }
    await Promise.all([tryNext(), tryNext()])
  }

  #run(
    order: Partial<KillRunOptions> & Pick<KillRunOptions, 'store' | 'kills'> & { run?: number },
  ) {
    const seed = (this.#options.seed * 1_000_003 + (order.run ?? 0)) >>> 0
    const { signal } = this.#options
    return runKills({ ...PRODUCERS, lastRequests: 200, seed, signal, ...order })
  }

  #judge(kind: string, problems: readonly string[], isCounted = true, where = ''): void {
    if (isCounted) this.#count(kind)
    const [first] = problems
    if (first === undefined) return
    const of = where === '' ? `seed ${this.#options.seed}` : where
    this.failures.push(
      `${kind}: ${of}: ${first}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}`,
    )
  }

  #count(kind: string): void {
    this.cases[kind] = (this.cases[kind] ?? 0) + 1
    this.#options.report(Object.values(this.cases).reduce((sum, count) => sum + count, 0))
  }

  #isWanted(kind: string): boolean {
    const { only, signal } = this.#options
    return !signal.aborted && (only.length === 0 || only.some((part) => kind.includes(part)))
  }
}

const at = (place: string | undefined) => (place === undefined ? {} : { place })
