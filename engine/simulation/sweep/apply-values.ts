/**
 * Gives values to the parameters of a scenario's document. The document is shared, not copied: only what
 * lies on the way to a changed place is made anew.
 */
import { parseSize } from '../../scenario/parse-size.ts'
import { asArray, asRecord } from '../../scenario/unchecked.ts'
import { ParameterError } from './errors.ts'

/** What each parameter is given, by its name. */
export type PointValues = Readonly<Record<string, unknown>>

type Step = string | number

/** Short names of places that most scenarios have. */
const SHORT: Readonly<Record<string, readonly Step[]>> = Object.freeze({
  rule: ['rule'],
  size: ['world', 'size'],
  topology: ['world', 'topology'],
})

/** Parameters that decide how a scenario is run, and are no part of its document. */
export const RUN_PARAMETERS: readonly string[] = Object.freeze(['seed', 'ticks'])

/**
 * The document with these values.
 *
 * @throws {ParameterError} where it has no such place.
 * @throws {RunSetupError} for a size that is none.
 */
export function applyValues(document: unknown, values: PointValues): unknown {
  let applied = document
  for (const [name, value] of Object.entries(values)) {
    if (!RUN_PARAMETERS.includes(name)) applied = applyValue(applied, name, value)
  }
  return applied
}

/** Names of places and of run parameters that need no path. */
export const SHORT_NAMES: readonly string[] = Object.freeze([
  ...Object.keys(SHORT),
  ...RUN_PARAMETERS,
  'density',
])

/** The places that a parameter stands for, as steps from the root; none for values of packs. */
export function placesOf(document: unknown, name: string): readonly (readonly Step[])[] {
  if (name.startsWith('$') || RUN_PARAMETERS.includes(name)) return []
  if (name === 'density') {
    const strokes = asArray(asRecord(document).initial).entries()
    return [...strokes]
      .filter(([, stroke]) => asRecord(stroke).soup !== undefined)
      .map(([i]) => ['initial', i, 'soup', 'density'])
  }
  return [Object.hasOwn(SHORT, name) ? SHORT[name]! : parsePlace(name)]
}

function applyValue(document: unknown, name: string, value: unknown): unknown {
  if (name.startsWith('$')) return replaceText(document, name, value)
  const places = placesOf(document, name)
  if (places.length === 0) {
    throw new ParameterError({ parameter: name, problem: 'there is no soup in initial' })
  }
  const given = toGiven(name, value)
  return places.reduce((changed, place) => setAt(changed, place, given, name), document)
}

/** A value as the document has it: sizes as lists, and rules such as 4555 as texts. */
function toGiven(name: string, value: unknown): unknown {
  if (name === 'size' && typeof value === 'string') return axesOf(parseSize(value))
  return name === 'rule' && typeof value === 'number' ? String(value) : value
}

function axesOf({ size, dimensions }: ReturnType<typeof parseSize>): readonly number[] {
  return [size.x, size.y, size.z].slice(0, dimensions)
}

/** `initial[0].soup.density` or `initial.0.soup.density`. */
function parsePlace(name: string): readonly Step[] {
  return name
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

function setAt(container: unknown, place: readonly Step[], value: unknown, name: string): unknown {
  const [step, ...rest] = place
  if (step === undefined) return value
  const refuse = (problem: string): never => {
    throw new ParameterError({ parameter: name, problem })
  }
  if (Array.isArray(container)) {
    if (typeof step !== 'number' || step >= container.length) {
      return refuse(`${JSON.stringify(step)} is none of a list of ${container.length}`)
    }
    return container.with(step, setAt(container[step], rest, value, name))
  }
  if (container !== undefined && (typeof container !== 'object' || container === null)) {
    return refuse(
      `${JSON.stringify(step)} is looked for in ${JSON.stringify(container).slice(0, 40)}`,
    )
  }
  const key = String(step)
  // No scenario has such a key, and an object that is written out takes it for something else.
  if (key === '__proto__') return refuse('no key is called that')
  const record = asRecord(container)
  const own = Object.hasOwn(record, key) ? record[key] : undefined
  if (own === undefined && typeof rest[0] === 'number') return refuse(`there is no list ${key}`)
  return { ...record, [key]: setAt(own, rest, value, name) }
}

/** Every text that is exactly this one becomes the value: where a scenario means a value of a pack. */
function replaceText(document: unknown, text: string, value: unknown): unknown {
  let found = 0
  // YAML's anchors may have one list stand in many places.
  const known = new Map<object, unknown>()
  const visit = (each: unknown): unknown => {
    if (each === text) {
      found++
      return value
    }
    if (typeof each !== 'object' || each === null) return each
    const before = known.get(each)
    if (before !== undefined) return before
    const replaced = Array.isArray(each)
      ? each.map(visit)
      : Object.fromEntries(Object.entries(each).map(([key, member]) => [key, visit(member)]))
    known.set(each, replaced)
    return replaced
  }
  const replaced = visit(document)
  if (found > 0) return replaced
  throw new ParameterError({ parameter: text, problem: `it nowhere says ${text}` })
}
