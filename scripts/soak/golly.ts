/** Random rules, topologies and soups: bgolly against ours. */
import { findBgolly } from '../../engine/testing/bgolly.ts'
import { listGollyCases } from '../../engine/testing/golly-cases.ts'
import { type Campaign, tryCases } from '../campaign.ts'

export const campaign: Campaign = {
  about: 'Random rules and soups in every topology Golly has, against bgolly.',
  async run(options) {
    const bgolly = findBgolly()
    if (bgolly === undefined) return { cases: {}, failures: ['bgolly is not installed'] }
    return tryCases(listGollyCases(bgolly), options)
  },
}
