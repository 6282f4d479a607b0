/** What an order to CAChannels can refuse, as values. A refused order has changed nothing. */

type AtCell = { readonly channel: string; readonly cell: number }
type Named = { readonly channel: string; readonly name: string }
type Between = { readonly channel: string; readonly from: number; readonly to: number }

/** The values that come with each code; cells are flat indices. */
export interface RoutingFailureDetails {
  readonly not_a_member: AtCell
  readonly unknown_name: Named
  readonly not_bound: Between
  readonly name_taken: Named & { readonly cell: number }
  readonly too_many_names: { readonly channel: string; readonly maxNames: number }
  readonly too_many_names_of_member: AtCell & { readonly maxNames: number }
  readonly too_many_links: { readonly channel: string; readonly maxLinks: number }
  readonly invalid_value: {
    readonly attribute: string
    readonly found: string
    readonly wanted: string
  }
  readonly no_path: Between
  readonly channel_taken: Between & { readonly cell: number }
  readonly search_too_large: Between & { readonly maxSites: number }
}

export type RoutingFailureCode = keyof RoutingFailureDetails

/** A failure by its code. */
export type RoutingFailureOf<Code extends RoutingFailureCode> = {
  readonly [C in Code]: {
    readonly code: C
    /** What was found and what is wanted, a sentence. */
    readonly message: string
    readonly details: RoutingFailureDetails[C]
  }
}[Code]

export type RoutingFailure = RoutingFailureOf<RoutingFailureCode>

/** A value, or why there is none. */
export type RoutingOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: RoutingFailure }

const quote = (text: string) => JSON.stringify(text)

/** What a site is called in a message, given its flat index. */
export type NameSite = (cell: number) => string

const nameCell: NameSite = (cell) => `cell ${cell}`

const messages: {
  readonly [C in RoutingFailureCode]: (details: RoutingFailureDetails[C], at: NameSite) => string
} = {
  not_a_member: ({ channel, cell }, at) =>
    `No active bit at ${at(cell)} forwards for the channel ${quote(channel)}; assign it first.`,
  unknown_name: ({ channel, name }) =>
    `Nobody in the channel ${quote(channel)} answers to ${quote(name)}; announce it first.`,
  not_bound: ({ channel, from, to }, at) =>
    `The bits at ${at(from)} and ${at(to)} are not bound in the channel ${quote(channel)}; ` +
    'bind them first.',
  name_taken: ({ channel, name, cell }, at) =>
    `The bit at ${at(cell)} answers to ${quote(name)} in the channel ${quote(channel)} already.`,
  too_many_names: ({ channel, maxNames }) =>
    `The channel ${quote(channel)} knows ${maxNames} names, and no more can be known at once.`,
  too_many_names_of_member: ({ channel, cell, maxNames }, at) =>
    `The bit at ${at(cell)} answers to ${maxNames} names in the channel ${quote(channel)}, ` +
    'and no bit answers to more.',
  too_many_links: ({ channel, maxLinks }) =>
    `The channel ${quote(channel)} has ${maxLinks} links, and no more can be at once.`,
  invalid_value: ({ attribute, found, wanted }) => `${attribute} is ${found}: ${wanted}.`,
  no_path: ({ channel, from, to }, at) =>
    `No path of active bits that see each other leads from ${at(from)} to ${at(to)} for the ` +
    `channel ${quote(channel)}.`,
  channel_taken: ({ channel, from, to, cell }, at) =>
    `Between ${at(from)} and ${at(to)} the bit at ${at(cell)} is in another channel than ` +
    `${quote(channel)}.`,
  search_too_large: ({ from, to, maxSites }, at) =>
    `A path from ${at(from)} to ${at(to)} was not found among ${maxSites} sites; bind bits that ` +
    'are closer.',
}

/** A failure as an outcome, with its message. */
export function refuseRouting<C extends RoutingFailureCode>(
  code: C,
  details: RoutingFailureDetails[C],
): { readonly ok: false; readonly failure: RoutingFailureOf<C> } {
  return { ok: false, failure: failureOf(code, details, nameCell) }
}

function failureOf<C extends RoutingFailureCode>(
  code: C,
  details: RoutingFailureDetails[C],
  at: NameSite,
): RoutingFailureOf<C> {
  // The compiler does not see that a code picks its own member of the union.
  return { code, message: messages[code](details, at), details } as RoutingFailureOf<C>
}

/** The same failure, its sites named as whoever reads it knows them. */
export function withSites(failure: RoutingFailure, at: NameSite): RoutingFailure {
  return failureOf(failure.code, failure.details, at)
}
