/** Every sampler proposes in a page what it proposes in Node, which is asked in the same run. */
import { expect, test } from 'vitest'
import { commands } from 'vitest/browser'
import { listProposals, SAMPLER_NAMES } from '../testing/sampler-proposals.ts'

test.each(SAMPLER_NAMES)(
  'the sampler %s proposes the same trials in a page as in Node',
  async (name) => {
    const inNode = await commands.proposeInNode(name)
    expect(inNode.length).toBe(40)
    expect(listProposals(name)).toEqual(inNode)
  },
)
