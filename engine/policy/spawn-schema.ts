/** The Cedar schema that policies are held to: who spawns what, where. */
import { PolicyInvalidError } from './errors.ts'
import { ATTRIBUTE_NAME, type AttributeType, BASE_ATTRIBUTES } from './spawn-request.ts'

/** The one thing that policies decide about. */
export const SPAWN_ACTION = Object.freeze({ type: 'Action', id: 'spawn' })
export const ACTOR_TYPE = 'Actor'
export const ZONE_TYPE = 'Zone'

const CEDAR_TYPES: Readonly<Record<AttributeType, string>> = {
  bool: 'Bool',
  long: 'Long',
  string: 'String',
}

/**
 * Writes the schema.
 *
 * @param declared attributes beside those that every request has; a policy must ask with `has`
 * before it looks at one of them.
 * @throws {PolicyInvalidError} when one of their names is none, or is that of a base attribute.
 */
export function buildSpawnSchema(declared: Readonly<Record<string, AttributeType>>): string {
  const faults = Object.keys(declared)
    .filter((name) => !ATTRIBUTE_NAME.test(name) || Object.hasOwn(BASE_ATTRIBUTES, name))
    .map((name) => `no attribute can be declared as ${JSON.stringify(name)}`)
    .map((problem) => ({ policy: undefined, line: undefined, column: undefined, problem }))
  if (faults.length > 0) throw new PolicyInvalidError(faults)
  const fields = [
    ...Object.entries(BASE_ATTRIBUTES).map(([name, type]) => `${name}: ${CEDAR_TYPES[type]}`),
    ...Object.entries(declared).map(([name, type]) => `"${name}"?: ${CEDAR_TYPES[type]}`),
  ]
  return `entity ${ACTOR_TYPE};
entity ${ZONE_TYPE};
action ${SPAWN_ACTION.id} appliesTo {
  principal: ${ACTOR_TYPE},
  resource: ${ZONE_TYPE},
  context: {
    coord: { x: Long, y: Long, z: Long },
    attributes: { ${fields.join(', ')} },
  },
};
`
}
