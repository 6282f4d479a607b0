/**
 * What is known of a thing, when several events tell of it.
 *
 * The join is commutative, associative and idempotent, so that the same is known whatever the order in which events
 * come, and however often: lists are united, a state goes on and never back, and of two other values the greater is
 * kept.
 */
import { canonicalJson } from '../json/canonical-json.ts'
import type { JsonValue } from '../json/json-value.ts'
import { compareTexts, type NodeAttributes } from './lineage-facts.ts'

/** A state counts for more than those before it. */
const STATES = ['created', 'started', 'cancelled', 'failed', 'completed', 'deployed']

/** So many of a list are kept, the least of them. */
const MAX_LIST = 32

/** What is known by two accounts. */
export function joinAttributes(one: NodeAttributes, other: NodeAttributes): NodeAttributes {
  const joined: Record<string, JsonValue> = { ...one }
  for (const [name, value] of Object.entries(other)) {
    const before = Object.hasOwn(joined, name) ? joined[name]! : undefined
    joined[name] = before === undefined ? bound(value) : joinValues(name, before, value)
  }
  return joined
}

function joinValues(name: string, one: JsonValue, other: JsonValue): JsonValue {
  if (isList(one) && isList(other)) return bound([...one, ...other])
  return compareValues(name, one, other) < 0 ? other : one
}

function bound(value: JsonValue): JsonValue {
  if (!isList(value)) return value
  const texts = new Map(value.map((each) => [canonicalJson(each), each]))
  return [...texts]
    .sort(([a], [b]) => compareTexts(a, b))
    .slice(0, MAX_LIST)
    .map(([, each]) => each)
}

function compareValues(name: string, one: JsonValue, other: JsonValue): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  if (name === 'state') {
    const ranks = [one, other].map((each) => STATES.indexOf(String(each)))
    if (ranks[0] !== ranks[1]) return ranks[0]! - ranks[1]!
  }
  return compareTexts(canonicalJson(one), canonicalJson(other))
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)
