/**
 * Programs damaged at random: members left out, doubled, retyped or set to what breaks code that
 * trusts its types.
 */
import fc from 'fast-check'

/** One damage: where, by a number taken modulo all places there are, and what is done there. */
interface Mutation {
  readonly place: number
  readonly deed: 'set' | 'remove' | 'add' | 'copy'
  readonly value: unknown
  /** Where the value is copied from. */
  readonly from: number
}

const anyNumber = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 2, 255, 256, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 32, 2 ** 53),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, 0.5, 1e300),
  fc.integer({ min: -3, max: 12 }),
  fc.integer(),
)

const anyTrouble = fc.oneof(
  { weight: 3, arbitrary: anyNumber },
  fc.constantFrom<unknown[]>('', '0', 'x', 'toString', '__proto__', 'constructor', 'own', 'table'),
  fc.constantFrom<unknown[]>(null, undefined, true, false, 7n, Symbol.iterator, () => 0),
  fc.constantFrom<unknown[]>([], {}, [[]], [null], { length: 1e9 }, new Array(1e5), new Map()),
  fc.constantFrom<unknown[]>(new Int32Array(0), new Int32Array(3), new Uint8Array(4), '\ud800'),
  fc.constantFrom<unknown[]>(
    { toString: 1, valueOf: 1 },
    Object.create(null),
    JSON.parse('{"__proto__":1}'),
  ),
)

const anyMutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(),
  deed: fc.constantFrom('set', 'set', 'set', 'remove', 'add', 'copy'),
  value: anyTrouble,
  from: fc.nat(),
})

/** Up to so many damages of one program, at least one. */
export const mutationsOf = (most: number) =>
  fc.array(anyMutation, { minLength: 1, maxLength: most })

type Parent = Record<string | number, unknown> | unknown[] | Int32Array

/** How a copy differs from what it is of. */
interface CopyStyle {
  /** Members that are undefined are left out, and no zero has a sign. */
  readonly isPlain?: boolean
  /** Members stand in the opposite order. */
  readonly isBackward?: boolean
}

/** A copy of a program, thawed and damaged. */
export function mutate(
  program: unknown,
  mutations: readonly Mutation[],
  style: CopyStyle = {},
): unknown {
  const root = { program: copy(program, style) }
  for (const { place, deed, value: drawn, from } of mutations) {
    // What was drawn is drawn again for other programs, and must not be damaged itself.
    const value = copy(drawn, {})
    const places = [...placesIn(root)]
    if (places.length === 0) break
    const [parent, key] = places[place % places.length]!
    const [source, sourceKey] = places[from % places.length]!
    const into = parent as Record<string | number, unknown>
    if (deed === 'set') into[key] = parent instanceof Int32Array ? Number(asNumber(value)) : value
    else if (deed === 'copy') into[key] = copy((source as typeof into)[sourceKey], {})
    else if (deed === 'add' && Array.isArray(parent)) parent.splice(Number(key), 0, value)
    else if (deed === 'add' && !(parent instanceof Int32Array)) into.more = value
    else if (Array.isArray(parent)) parent.splice(Number(key), 1)
    else if (!(parent instanceof Int32Array)) delete into[key]
  }
  return root.program
}

const asNumber = (value: unknown) => (typeof value === 'number' ? value : 9)

/** Every place of a value in an object or list; of long lists and arrays the first few. */
function* placesIn(parent: Parent): Generator<readonly [Parent, string | number]> {
  const keys =
    ArrayBuffer.isView(parent) || Array.isArray(parent) ? listedKeys(parent) : Object.keys(parent)
  for (const key of keys) {
    yield [parent, key]
    const member = (parent as Record<string | number, unknown>)[key]
    const isPlain = Array.isArray(member) || member instanceof Int32Array || isObject(member)
    if (isPlain) yield* placesIn(member as Parent)
  }
}

const listedKeys = ({ length }: ArrayLike<unknown>) =>
  Array.from({ length: Math.min(length, 12) }, (_, i) => i)

const isObject = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  !ArrayBuffer.isView(value) &&
  !(value instanceof Map)

function copy(value: unknown, style: CopyStyle): unknown {
  if (value instanceof Int32Array) return value.slice()
  if (Array.isArray(value)) return value.map((item) => copy(item, style))
  if (typeof value === 'number') return style.isPlain && value === 0 ? 0 : value
  if (!isObject(value)) return value
  const members = Object.entries(value as object)
    .filter(([, member]) => !style.isPlain || member !== undefined)
    .map(([key, member]) => [key, copy(member, style)] as const)
  return Object.fromEntries(style.isBackward ? members.reverse() : members)
}
