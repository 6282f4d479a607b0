/**
 * The names of what lineage knows: `kind:key`.
 *
 * A key is the SHA-256 of the content where there is content; else what the thing is known by; and where it has no
 * name of its own (a metric, a promotion, a version of the code), the SHA-256 of its canonical JSON.
 */
import { canonicalJson } from '../json/canonical-json.ts'
import type { JsonValue } from '../json/json-value.ts'
import { LINEAGE_KINDS, MAX_NODE_ID_CHARS } from '../resources/lineage.ts'

export type NodeKind = (typeof LINEAGE_KINDS)[number]

/** SHA-256 of a text in UTF-8, in lower-case hex. */
export type HashText = (text: string) => string

const IS_HASH = /^[0-9a-f]{64}$/
const LOOKS_HASHED = /^(id=)*[0-9a-f]{64}$/
const NODE_ID = new RegExp(`^(${LINEAGE_KINDS.join('|')}):(.+)$`, 'su')

/** Of something that is known by what it has in it, or by an id that no other of its kind has. */
export function nameNode(kind: NodeKind, key: string): string {
  return `${kind}:${escapeName(key)}`
}

/** Of something that people have named and whose content may be known beside: no name can be taken for a content. */
export function nameNamed(kind: NodeKind, name: string): string {
  return nameNode(kind, LOOKS_HASHED.test(name) ? `id=${name}` : name)
}

/** Of something that is what it says. */
export function nameSaying(kind: NodeKind, saying: JsonValue, hash: HashText): string {
  return nameNode(kind, hash(canonicalJson(saying)))
}

/** Whether a text is a SHA-256. */
export function isHash(text: string): boolean {
  return IS_HASH.test(text)
}

/** What control characters and percent signs are written as, so that names stand in one line and in any database. */
export function escapeName(text: string): string {
  return text.toWellFormed().replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
    /[%\u0000-\u001f\u007f]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

/** The kind of a node by its name; undefined where it is none. */
export function kindOfNode(id: string): NodeKind | undefined {
  if (id.length > MAX_NODE_ID_CHARS) return undefined
  return NODE_ID.exec(id)?.[1] as NodeKind | undefined
}
