/** A server under an empty set of policies, asked for whatever it can do, on all surfaces, by whoever has a token and has none. */
import { listDenialCases } from '../../server/testing/denials.ts'
import { openGuardedApi, TOKENS } from '../../server/testing/open-api.ts'
import { type Campaign, pickKinds, tryCases } from '../campaign.ts'

/** Of each of the four surfaces: 10,000 together. */
const WANTED = 2500

export const campaign: Campaign = {
  about:
    `${4 * WANTED} sound requests, ${WANTED} of each surface (REST, GraphQL, MCP, sockets), to a server with an empty set of policies: ` +
    'each is denied, by name. It ends when it has them; fewer are a failure.',
  async run(options) {
    const api = await openGuardedApi({ policies: '' })
    const { cases, close } = listDenialCases({
      ...{ address: api.address, operations: api.desk.operations, known: Object.values(TOKENS) },
      tokenOf: api.tokenOf,
    })
    try {
      const report = await tryCases(cases, options, WANTED)
      const missing = pickKinds(
        cases.map(({ kind }) => kind),
        options,
      ).filter((kind) => (report.cases[kind] ?? 0) < WANTED)
      return {
        ...report,
        failures: [
          ...report.failures,
          ...missing.map((kind) => `${kind}: ${report.cases[kind] ?? 0} of ${WANTED}`),
          ...api.defects.map(String),
        ],
      }
    } finally {
      close()
      await api.close()
    }
  },
}
