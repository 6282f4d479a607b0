/** Every surface of a server, asked for whatever there is and is not, soundly and otherwise. */
import { listApiFuzzCases } from '../../server/testing/api-fuzz.ts'
import { openApi, TOKENS } from '../../server/testing/open-api.ts'
import { type Campaign, tryCases } from '../campaign.ts'

export const campaign: Campaign = {
  about:
    'REST, GraphQL and MCP asked for anything: an answer or a refusal with a code, within a second.',
  async run(options) {
    const { address, desk, defects, close } = await openApi()
    try {
      const tokens = [...Object.values(TOKENS), 'wrong']
      const { operations } = desk
      return await tryCases(listApiFuzzCases({ address, operations, tokens, defects }), options)
    } finally {
      await close()
    }
  },
}
