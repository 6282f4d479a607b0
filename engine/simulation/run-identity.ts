/**
 * What makes a run the run that it is: a content hash of each part that decides its states.
 *
 * Titles, probes, expectations and how far it is meant to go decide nothing and are left out, and so
 * are the names and colors of rules. The parts are apart so that one can be told what differs.
 */
import { countCells } from '../lattice/size.ts'
import { writeZones } from '../lattice/zone-map.ts'
import { hashContent } from '../math/hash-content.ts'
import type { Rule } from '../rules/rule.ts'
import { type LivingRun, policyNameOf } from '../scenario/living-run.ts'
import type { Command, Run } from '../scenario/run.ts'

/** The parts, as people are told of them. */
export const RUN_PARTS = Object.freeze([
  'rule',
  'size',
  'topology',
  'seed',
  'initial state',
  'events',
  'rules and fields',
  'zones',
  'policies',
  'bits',
] as const)

export type RunPart = (typeof RUN_PARTS)[number]

/** 64 lower-case hexadecimal digits for each part. */
export type RunIdentity = Readonly<Record<RunPart, string>>

/** Identifies a run; the time it takes follows from the data that the run holds. */
export async function identifyRun(run: Run): Promise<RunIdentity> {
  const { rule, size, topology, seed, initial, commands, living } = run
  const parts: Record<RunPart, unknown> = {
    rule: contentOfRule(rule),
    size,
    topology,
    seed,
    'initial state': initial,
    events: commands.map(contentOfCommand),
    'rules and fields': living && contentOfRules(living),
    zones: living && contentOfZones(living),
    policies: living?.policies,
    bits: living?.first,
  }
  const hashes: [RunPart, string][] = []
  for (const part of RUN_PARTS) hashes.push([part, await hashContent(parts[part])])
  return Object.freeze(Object.fromEntries(hashes)) as RunIdentity
}

/** The content hash of a rule, 64 lower-case hexadecimal digits. */
export function hashRule(rule: Rule): Promise<string> {
  return hashContent(contentOfRule(rule))
}

/** The rule in force at a tick, once the tick's commands are done. */
export function findRuleAt({ rule, commands }: Run, tick: number): Rule {
  const changes = commands.flatMap((command) =>
    command.kind === 'rule' && command.tick <= tick ? [command.rule] : [],
  )
  return changes.at(-1) ?? rule
}

/** The canonical form is left out: a program says all that it says. */
const contentOfRule = ({ dimensions, states, program }: Rule) => ({ dimensions, states, program })

const contentOfCommand = (command: Command) =>
  command.kind === 'rule' ? { ...command, rule: contentOfRule(command.rule) } : command

const contentOfRules = ({ lattice, channels, caChannels, rules }: LivingRun) => ({
  lattice,
  channels,
  caChannels,
  // Policies may look at the names of rules.
  rules: rules.map((named) => ({
    name: policyNameOf(named),
    rule: contentOfRule(named.rule),
  })),
})

function contentOfZones({ zones, zoneMap }: LivingRun) {
  const zoneOfCells = new Int32Array(countCells(zoneMap.size))
  writeZones(zoneMap, zoneOfCells)
  return { zones, zoneOfCells }
}
