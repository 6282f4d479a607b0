/** Finds parameters that no scenario has, before every run fails of them. */

import { isNamedError } from '../../named-error.ts'
import { checkSchema, listKnownKeys } from '../../scenario/check-schema.ts'
import type { ScenarioFault } from '../../scenario/errors.ts'
import { formatPath } from '../../scenario/fault-list.ts'
import { askForName } from '../../scenario/nearest-name.ts'
import { scenarioSchema } from '../../scenario/scenario-schema.ts'
import { asRecord } from '../../scenario/unchecked.ts'
import { applyValues, type PointValues, placesOf, SHORT_NAMES } from './apply-values.ts'
import { SweepInvalidError } from './errors.ts'

/**
 * Checks the first value of each parameter against what it is to change.
 *
 * @throws {SweepInvalidError} for places that the scenario does not have, and keys that none has.
 */
export function checkPlaces(document: unknown, points: readonly PointValues[]): void {
  const faults: ScenarioFault[] = []
  const firsts = new Map<string, unknown>()
  for (const point of points) {
    for (const [name, value] of Object.entries(point)) {
      if (!firsts.has(name)) firsts.set(name, value)
    }
  }
  for (const [name, value] of firsts) {
    const problem = findProblem(document, name, value)
    const field = `parameters.${name}`
    if (problem !== undefined) faults.push({ field, value: JSON.stringify(value), problem })
  }
  if (faults.length > 0) throw new SweepInvalidError(faults)
}

function findProblem(document: unknown, name: string, value: unknown): string | undefined {
  try {
    const applied = applyValues(document, { [name]: value })
    const places = placesOf(applied, name)
    const checked = places.length === 0 ? undefined : checkSchema(scenarioSchema, asRecord(applied))
    if (checked === undefined || checked.success) return undefined
    const issues = checked.issues.filter((issue) => issue.code === 'unrecognized_keys')
    const unknown = new Map(
      issues.flatMap((issue) => {
        const known = listKnownKeys(issue)
        return issue.keys.map((key) => [[...issue.path.map(String), key].join('.'), known])
      }),
    )
    for (const place of places) {
      const at = place.findIndex((_, i) => unknown.has(place.slice(0, i + 1).join('.')))
      if (at === -1) continue
      const others = unknown.get(place.slice(0, at + 1).join('.')) ?? []
      const known = at === 0 ? [...others, ...SHORT_NAMES] : others
      return `no scenario has a key ${formatPath(place)}${askForName(place[at], known)}`
    }
    return undefined
  } catch (error) {
    if (!isNamedError(error)) throw error
    return error.message
  }
}
