/** From the CAChannels of a scenario to those of a run. */
import { neighborhoodsSeen } from '../bits/sight.ts'
import type { ChannelSpec } from '../fields/channel.ts'
import { countNeighbors } from '../lattice/neighborhood.ts'
import type { Dimensions } from '../lattice/size.ts'
import {
  buildCaChannels,
  type CaChannel,
  DEFAULT_ANSWERS,
  DEFAULT_CAPACITY,
} from '../routing/ca-channel.ts'
import type { CaChannelDocument } from './ca-channel-schema.ts'
import type { FaultList } from './fault-list.ts'
import { type NamedRule, OWN_RULE } from './living-run.ts'

/** A bit that forwards sees at most so many sites: 9^3 - 1, with some room for several shapes. */
const MAX_SITES_SEEN = 1024

interface Surroundings {
  readonly channels: readonly ChannelSpec[]
  readonly rules: readonly NamedRule[]
  readonly dimensions: Dimensions
  /** Whether bits live somewhere in the world. */
  readonly isSettled: boolean
}

/** The CAChannels of a run; what is at fault with them is on the list. */
export function compileCaChannels(
  documents: readonly CaChannelDocument[] | undefined,
  { channels, rules, dimensions, isSettled }: Surroundings,
  faults: FaultList,
): readonly CaChannel[] {
  if (documents === undefined) return []
  if (!isSettled) faults.add(['caChannels'], 'needs bits, which live in settled zones')
  for (const { name, rule } of rules) {
    const specs = neighborhoodsSeen(rule, dimensions)
    const sites = specs.reduce((sum, spec) => sum + countNeighbors(spec), 0)
    if (sites <= MAX_SITES_SEEN) continue
    const which = name === OWN_RULE ? 'the rule' : `the rule ${name}`
    const problem = `needs rules that look at most at ${MAX_SITES_SEEN} sites, and ${which} looks at ${sites}`
    faults.add(['caChannels'], problem)
  }
  const wanted = documents.map(
    ({ name, capacity = DEFAULT_CAPACITY, answers = DEFAULT_ANSWERS }, i): CaChannel => {
      const field = channels.find((channel) => channel.name === answers)
      const path = ['caChannels', i, 'answers']
      if (field === undefined) faults.add(path, `there is no channel ${JSON.stringify(answers)}`)
      else if (field.dynamic.kind === 'entropy' || field.dynamic.kind === 'uphill') {
        faults.add(
          path,
          `the channel ${answers} is worked out anew in every tick, and keeps nothing`,
        )
      }
      return { name, capacity, answers }
    },
  )
  return faults.try(['caChannels'], () => buildCaChannels(wanted)) ?? []
}
