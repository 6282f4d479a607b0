/** One-bit faults, planted everywhere in the code of each back end: every one has to be caught. */
import { startNodeGpuJs } from '../../engine/node/gpujs-runtime.ts'
import { listFaultCases } from '../../engine/testing/fault-cases.ts'
import { type Campaign, tryCases } from '../campaign.ts'

export const campaign: Campaign = {
  about: 'One-bit faults planted anywhere in the code of each back end, which have to be caught.',
  async run(options) {
    return tryCases(listFaultCases(await startNodeGpuJs()), options)
  },
}
