/** CAChannels as a world declares them: frozen data that does not change while it runs. */
import { CaChannelError } from './errors.ts'

/** The most CAChannels a world can declare. */
export const MAX_CA_CHANNELS = 16

/** The most members that forward for a channel; of more, those with the lowest flat indices do. */
export const MAX_MEMBERS = 2 ** 16

/** The most names that a channel knows at a time, those that messages still wait for included. */
export const MAX_NAMES = 64

/** The most names that one member answers to. */
export const MAX_NAMES_PER_MEMBER = 4

/** The longest name of a channel, a field or a destination, in UTF-16 units. */
export const MAX_ROUTING_NAME_CHARS = 64

/** The most links of a channel. */
export const MAX_LINKS = 1024

/** Messages that a member holds unless the channel says otherwise, and the most it can say. */
export const DEFAULT_CAPACITY = 8
export const MAX_CAPACITY = 32

/** The field that messages arrive in unless the channel says otherwise. */
export const DEFAULT_ANSWERS = 'signal'

export interface CaChannel {
  /** 1 to 64 characters; no two channels of a world have the same. */
  readonly name: string
  /** Messages that the queue of a member holds: 1 to 32. */
  readonly capacity: number
  /** Name of the field that payloads are added to where they arrive. */
  readonly answers: string
}

/**
 * Checks channels and gives frozen ones.
 *
 * @throws {CaChannelError} naming the first that is out of bounds, or named twice.
 */
export function buildCaChannels(channels: readonly CaChannel[]): readonly CaChannel[] {
  if (channels.length > MAX_CA_CHANNELS) {
    fail(`${channels.length} channels`, `there are at most ${MAX_CA_CHANNELS}`)
  }
  const names = new Set<string>()
  return Object.freeze(
    channels.map(({ name, capacity, answers }) => {
      if (!isRoutingName(name) || !isRoutingName(answers)) {
        const found = `a name of ${isRoutingName(name) ? answers.length : name.length} characters`
        fail(found, `names have 1 to ${MAX_ROUTING_NAME_CHARS}`)
      }
      if (names.has(name)) fail(`two channels ${JSON.stringify(name)}`, 'names are distinct')
      if (!Number.isInteger(capacity) || capacity < 1 || capacity > MAX_CAPACITY) {
        fail(`a capacity of ${capacity}`, `a whole number from 1 to ${MAX_CAPACITY} is wanted`)
      }
      names.add(name)
      return Object.freeze({ name, capacity, answers })
    }),
  )
}

/** Tells whether a text has the length of a name. */
export function isRoutingName(text: string): boolean {
  return text.length >= 1 && text.length <= MAX_ROUTING_NAME_CHARS
}

function fail(found: string, wanted: string): never {
  throw new CaChannelError({ found, wanted })
}
