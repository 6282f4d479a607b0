/** Which zones a policy names: a name that no zone has would never match, and nobody would be told. */
import { ZONE_TYPE } from './spawn-schema.ts'

/** Zones named anywhere in a policy's JSON form, as Cedar parsed it, each once. */
export function findNamedZones(json: unknown): readonly string[] {
  const found = new Set<string>()
  // Nesting is bounded by that of the text.
  const visit = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    if ('type' in node && node.type === ZONE_TYPE && 'id' in node) found.add(String(node.id))
    for (const child of Object.values(node)) visit(child)
  }
  visit(json)
  return [...found]
}
