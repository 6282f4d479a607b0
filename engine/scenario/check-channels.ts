/** That a rule finds the channels it names. */
import type { Rule } from '../rules/rule.ts'
import type { FaultList, FieldPath } from './fault-list.ts'

/** Adds a fault at `path` that names every channel of the rule that is not one of `known`. */
export function checkChannels(
  path: FieldPath,
  { program }: Rule,
  known: readonly string[],
  faults: FaultList,
): void {
  const missing = program.channels.filter((wanted) => !known.includes(wanted))
  if (missing.length === 0) return
  const [channels, them] = missing.length === 1 ? ['channel', 'it'] : ['channels', 'them']
  const what = `${channels} ${missing.join(', ')}`
  faults.add(
    path,
    `uses the ${what}, which the scenario does not have: list ${them} under channels`,
  )
}

/**
 * Channels that a rule writes. A world without `channels` keeps these by themselves, as numbers
 * that stay where they are; of others nothing would ever be but 0.
 */
export function channelsWrittenBy({ program }: Rule): readonly string[] {
  return program.writes.map(({ channel }) => program.channels[channel]!)
}
