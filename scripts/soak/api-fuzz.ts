/** Every surface of a server, asked for whatever there is and is not, soundly and otherwise. */
import { listApiFuzzCases } from '../../server/testing/api-fuzz.ts'
import { openGuardedApi, TOKENS } from '../../server/testing/open-api.ts'
import { startPostgres, WHY_NO_POSTGRES } from '../../server/testing/postgres.ts'
import { listSocketFuzzCases } from '../../server/testing/socket-fuzz.ts'
import { listSwitchCases } from '../../server/testing/switch-fuzz.ts'
import { type Campaign, type CampaignOptions, type CampaignReport, tryCases } from '../campaign.ts'

/** So much of the time is for a record in PostgreSQL, where that is installed. */
const SHARE_OF_POSTGRES = 0.25

export const campaign: Campaign = {
  about:
    'REST, GraphQL, MCP, sockets, health and metrics asked for anything, policies and flags changed to anything: an answer or a refusal with a code, within a second.',
  async run(options) {
    if (WHY_NO_POSTGRES !== undefined) return await fuzz(options)
    const minutesOf = (share: number) => ({ ...options, minutes: share * options.minutes })
    const embedded = await fuzz(minutesOf(1 - SHARE_OF_POSTGRES))
    const server = await startPostgres()
    try {
      const databaseUrl = await server.createDatabase()
      const served = await fuzz(minutesOf(SHARE_OF_POSTGRES), databaseUrl)
      return joinReports(embedded, nameAll(served, 'on PostgreSQL, '))
    } finally {
      await server.dispose()
    }
  },
}

async function fuzz(options: CampaignOptions, databaseUrl?: string): Promise<CampaignReport> {
  const api = await openGuardedApi(databaseUrl === undefined ? {} : { databaseUrl })
  const { address, desk, defects, tokenOf } = api
  const tokens = [...Object.values(TOKENS), 'wrong']
  const fuzzed = { address, operations: desk.operations, tokens, defects, tokenOf }
  const rssMib = () => Math.round(process.memoryUsage.rss() / 2 ** 20)
  const rssBeforeMib = rssMib()
  try {
    const cases = [
      ...listApiFuzzCases(fuzzed),
      ...listSocketFuzzCases(fuzzed),
      ...listSwitchCases(fuzzed),
    ]
    const report = await tryCases(cases, options)
    return { ...report, measured: { rssBeforeMib, rssAfterMib: rssMib() } }
  } finally {
    await api.close()
  }
}

function nameAll({ cases, failures, measured }: CampaignReport, before: string): CampaignReport {
  const nameEach = (record: Readonly<Record<string, number>> = {}) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [before + name, value]))
  return {
    cases: nameEach(cases),
    failures: failures.map((failure) => before + failure),
    measured: nameEach(measured),
  }
}

function joinReports(one: CampaignReport, other: CampaignReport): CampaignReport {
  return {
    cases: { ...one.cases, ...other.cases },
    failures: [...one.failures, ...other.failures],
    measured: { ...one.measured, ...other.measured },
  }
}
