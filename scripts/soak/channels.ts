/** Random worlds whose bits pass on messages. */
import { listChannelCases } from '../../engine/testing/channel-cases.ts'
import { type Campaign, tryCases } from '../campaign.ts'

export const campaign: Campaign = {
  about:
    'Random worlds with CAChannels: no message without an end, on two back ends, saved on its way.',
  run: (options) => tryCases(listChannelCases(), options),
}
