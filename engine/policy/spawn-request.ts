/**
 * What somebody asks for who wants to spawn a bit: who, where and with what.
 *
 * A request is checked here before any policy sees it. What does not have the shape that policies
 * were written for is denied, never guessed at.
 */
import type { GridPoint } from '../lattice/zones.ts'

/** A plain value of a bit. Numbers are whole, since policies know no fractions. */
export type AttributeValue = string | number | boolean

/** What a bit is spawned with, beside its place. */
export interface SpawnAttributes {
  /** The rule's canonical notation. */
  readonly rule: string
  readonly traceEnabled: boolean
  /** How many meta-rules the bit has. */
  readonly metaRules: number
  /** Whatever else the policies declare. */
  readonly [name: string]: AttributeValue
}

/** One wish to spawn a bit. */
export interface SpawnRequest {
  readonly actor: string
  readonly zoneId: string
  /** The site, counted from the world's origin. */
  readonly coord: GridPoint
  readonly attributes: SpawnAttributes
}

/** The kinds of values a policy can compare: booleans, whole numbers and texts. */
export const ATTRIBUTE_TYPES = ['bool', 'long', 'string'] as const

export type AttributeType = (typeof ATTRIBUTE_TYPES)[number]

/** Attributes that every request has. */
export const BASE_ATTRIBUTES = Object.freeze({
  rule: 'string',
  traceEnabled: 'bool',
  metaRules: 'long',
} as const satisfies Readonly<Record<string, AttributeType>>)

/** How attributes are named; Cedar keeps what begins with two underscores to itself. */
export const ATTRIBUTE_NAME = /^(?!__)[A-Za-z_][A-Za-z0-9_]{0,63}$/

/** The longest actor or zone. */
export const MAX_NAME_LETTERS = 256

/** The longest text a policy is shown, and the longest rule that is written as a function. */
export const MAX_ATTRIBUTE_LETTERS = 16_384

const BASE_NAMES = Object.keys(BASE_ATTRIBUTES)

/**
 * Tells in words why policies cannot judge a request; undefined where they can.
 *
 * @param declared the attributes that policies know beside the base ones; all of them may be absent.
 */
export function findRequestFault(
  { actor, zoneId, coord, attributes }: SpawnRequest,
  declared: Readonly<Record<string, AttributeType>>,
): string | undefined {
  if (!isName(actor)) return `the actor ${NAME_WANTED}`
  if (!isName(zoneId)) return `the zone ${NAME_WANTED}`
  const { x, y, z } = coord
  if (!Number.isSafeInteger(x) || !Number.isSafeInteger(y) || !Number.isSafeInteger(z)) {
    return 'the coordinate needs whole numbers'
  }
  for (const name of BASE_NAMES) {
    if (!Object.hasOwn(attributes, name)) return `the attribute ${name} is missing`
  }
  for (const name of Object.keys(attributes)) {
    const type = typeOf(name, declared)
    if (type === undefined) return `no policy declares the attribute ${JSON.stringify(name)}`
    if (!isOfType(attributes[name], type)) return `the attribute ${name} needs ${WANTED[type]}`
  }
  return undefined
}

const WANTED: Readonly<Record<AttributeType, string>> = {
  bool: 'true or false',
  long: 'a whole number within 2^53',
  string: `a text of at most ${MAX_ATTRIBUTE_LETTERS} letters, in whole Unicode`,
}

const NAME_WANTED = `needs a name of 1 to ${MAX_NAME_LETTERS} letters, in whole Unicode`

function isName(value: unknown): boolean {
  return isText(value, MAX_NAME_LETTERS) && value !== ''
}

/** Half a surrogate pair has no UTF-8, and Cedar would fail on it for good. */
function isText(value: unknown, maxLetters: number): boolean {
  return typeof value === 'string' && value.length <= maxLetters && value.isWellFormed()
}

function typeOf(
  name: string,
  declared: Readonly<Record<string, AttributeType>>,
): AttributeType | undefined {
  if (Object.hasOwn(BASE_ATTRIBUTES, name)) {
    return BASE_ATTRIBUTES[name as keyof typeof BASE_ATTRIBUTES]
  }
  return Object.hasOwn(declared, name) ? declared[name] : undefined
}

function isOfType(value: unknown, type: AttributeType): boolean {
  if (type === 'bool') return typeof value === 'boolean'
  if (type === 'long') return Number.isSafeInteger(value)
  return isText(value, MAX_ATTRIBUTE_LETTERS)
}
