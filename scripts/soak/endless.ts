/** Random worlds without an end: chunks, HashLife and the two in turn. */
import { listEndlessCases } from '../../engine/testing/endless-cases.ts'
import { type Campaign, tryCases } from '../campaign.ts'

export const campaign: Campaign = {
  about: 'Random worlds without an end in chunks, HashLife and both, against the reference kernel.',
  run: (options) => tryCases(listEndlessCases(), options),
}
