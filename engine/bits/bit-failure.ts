/**
 * What a command, a read or a tick can refuse, as values.
 *
 * The first nine codes are the taxonomy of the Thunderbit contract, section 11; the others are
 * ours. A failure is cloneable, and is a `Failure` of the protocol as it stands.
 */
import type { GridPoint } from '../lattice/zones.ts'

type AtSite = { readonly coord: GridPoint }
type WithReason = { readonly reason: string }

/** The values that come with each code. */
export interface BitFailureDetails {
  readonly coord_occupied: AtSite
  readonly zone_full: WithReason & { readonly zoneId: string }
  readonly policy_denied: WithReason & { readonly zoneId: string }
  readonly bit_suspended: AtSite
  readonly bit_terminated: AtSite
  readonly field_read_timeout: { readonly channel: string; readonly timeoutMs: number }
  readonly rule_evaluation_failed: WithReason
  readonly invalid_meta_rule: WithReason & { readonly index: number }
  readonly meta_rule_cycle_detected: WithReason
  readonly outside_world: AtSite
  readonly wrong_zone: AtSite & { readonly zoneId: string; readonly wanted: string }
  readonly no_such_zone: { readonly zoneId: string }
  readonly no_such_bit: AtSite
  readonly bit_gone: AtSite & { readonly generation: number }
  readonly illegal_transition: AtSite & { readonly action: string; readonly status: string }
  readonly invalid_attribute: {
    readonly attribute: string
    readonly found: string
    readonly wanted: string
  }
  readonly too_many_channels: { readonly maxChannels: number }
  readonly trace_pool_full: { readonly maxTraced: number }
}

export type BitFailureCode = keyof BitFailureDetails

/** A failure by its code. */
export type BitFailureOf<Code extends BitFailureCode> = {
  readonly [C in Code]: {
    readonly code: C
    /** What was found and what is wanted, a sentence. */
    readonly message: string
    readonly details: BitFailureDetails[C]
  }
}[Code]

export type BitFailure = BitFailureOf<BitFailureCode>

/** A value, or why there is none. */
export type Outcome<T, F = BitFailure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: F }

const site = ({ x, y, z }: GridPoint) => `(${x}, ${y}, ${z})`

const messages: { readonly [C in BitFailureCode]: (details: BitFailureDetails[C]) => string } = {
  coord_occupied: ({ coord }) => `A bit lives at ${site(coord)} already; a vacant site is wanted.`,
  zone_full: ({ zoneId, reason }) => `The zone ${zoneId} takes no more bits: ${reason}`,
  // The reason tells whether it was a policy, which one, or that there is none.
  policy_denied: ({ zoneId, reason }) => `No bit is spawned in the zone ${zoneId}: ${reason}`,
  bit_suspended: ({ coord }) => `The bit at ${site(coord)} is suspended; activate it first.`,
  bit_terminated: ({ coord }) => `The bit at ${site(coord)} is terminated, and stays so.`,
  field_read_timeout: ({ channel, timeoutMs }) =>
    `Reading the channel ${channel} took longer than ${timeoutMs} ms; the tick is given up.`,
  rule_evaluation_failed: ({ reason }) => `The rule could not be evaluated: ${reason}.`,
  invalid_meta_rule: ({ index, reason }) => `Meta-rule ${index} is invalid: ${reason}.`,
  meta_rule_cycle_detected: ({ reason }) => `Meta-rules go round in a circle: ${reason}.`,
  outside_world: ({ coord }) =>
    `${site(coord)} is no site of the world; whole numbers inside it are.`,
  wrong_zone: ({ coord, zoneId, wanted }) =>
    `The site ${site(coord)} lies in the zone ${wanted}, not in ${JSON.stringify(zoneId)}.`,
  no_such_zone: ({ zoneId }) => `The world has no zone ${JSON.stringify(zoneId)}.`,
  no_such_bit: ({ coord }) => `No bit lives at ${site(coord)}.`,
  bit_gone: ({ coord, generation }) =>
    `The bit of generation ${generation} at ${site(coord)} is gone; another has its site.`,
  illegal_transition: ({ coord, action, status }) =>
    `The bit at ${site(coord)} is ${status}, so it cannot be told to ${action}.`,
  invalid_attribute: ({ attribute, found, wanted }) => `${attribute} is ${found}: ${wanted}.`,
  too_many_channels: ({ maxChannels }) =>
    `Bits are in ${maxChannels} CAChannels, and no more can be in use at once.`,
  trace_pool_full: ({ maxTraced }) =>
    `${maxTraced} bits are traced, and no more can be; end the trace of another first.`,
}

/** A failure as an outcome, with its message. */
export function refuse<C extends BitFailureCode>(
  code: C,
  details: BitFailureDetails[C],
): { readonly ok: false; readonly failure: BitFailureOf<C> } {
  // The compiler does not see that a code picks its own member of the union.
  const failure = { code, message: messages[code](details), details } as BitFailureOf<C>
  return { ok: false, failure }
}

/** A value as an outcome. */
export function accept<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}
