/** A scenario's document with the values of its packs written out, so that it needs none beside it. */
import { load } from 'js-yaml'
import { pathOfPack, VALUE_REFERENCE } from '../../engine/scenario/packs/pack-path.ts'

type Document = Readonly<Record<string, unknown>>

/**
 * Writes out what the packs among the files give; what none gives stays as it is, for whoever opens it to
 * name.
 *
 * @param files by the paths that the scenario names; it has run with them, so they are sound.
 */
export function inlinePacks(
  document: Document,
  files: Readonly<Record<string, Uint8Array>>,
): Document {
  if (!Array.isArray(document.packs)) return document
  const { packs: named, ...rest } = document
  const packs = new Map<string, Document>()
  for (const reference of named as readonly unknown[]) {
    const path = typeof reference === 'string' ? pathOfPack(reference) : undefined
    const bytes = path === undefined ? undefined : files[path]
    if (bytes === undefined) return document
    const { pack, parameters } = load(new TextDecoder().decode(bytes)) as Document
    packs.set(String(pack), parameters as Document)
  }
  return writeOut(rest, packs) as Document
}

function writeOut(value: unknown, packs: ReadonlyMap<string, Document>): unknown {
  if (typeof value === 'string') {
    const [, name = '', key = ''] = VALUE_REFERENCE.exec(value) ?? []
    return packs.get(name)?.[key] ?? value
  }
  if (Array.isArray(value)) return value.map((item) => writeOut(item, packs))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, member]) => [key, writeOut(member, packs)])
  return Object.fromEntries(members)
}
