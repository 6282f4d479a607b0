/** What tests in a page may ask of Node, by which the same is computed in the same run. */
import type { BrowserCommand } from 'vitest/node'

interface ProposalsModule {
  listProposals(sampler: string): readonly string[]
}

/** The sources as Node reads them, and not as they are bundled with the configuration. */
const PROPOSALS = new URL('../engine/testing/sampler-proposals.ts', import.meta.url).href

/** What a sampler proposes in Node. */
const proposeInNode: BrowserCommand<[sampler: string]> = async (_, sampler) => {
  const { listProposals }: ProposalsModule = await import(PROPOSALS)
  return listProposals(sampler)
}

export const nodeCommands = { proposeInNode }

declare module 'vitest/browser' {
  interface BrowserCommands {
    proposeInNode(sampler: string): Promise<readonly string[]>
  }
}
