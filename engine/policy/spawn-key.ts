/** The key under which a verdict is remembered: all that policies could tell two requests by. */
import { partOf } from './coordinate-use.ts'
import type { PolicySet } from './policy-set.ts'
import { BASE_ATTRIBUTES, type SpawnRequest } from './spawn-request.ts'

/**
 * Writes the key of a request that has no fault. Two requests with one key have one verdict under
 * these policies.
 */
export function buildSpawnKey(policies: PolicySet, request: SpawnRequest): string {
  const { actor, zoneId, coord, attributes } = request
  const { x, y, z } = policies.coordinates
  const values: unknown[] = [actor, zoneId, partOf(x, coord.x), partOf(y, coord.y)]
  values.push(partOf(z, coord.z))
  for (const name in BASE_ATTRIBUTES) values.push(attributes[name])
  for (const name in policies.attributes) {
    // What is absent becomes null, which no attribute is.
    values.push(Object.hasOwn(attributes, name) ? attributes[name] : null)
  }
  return JSON.stringify(values)
}
