/**
 * The Cedar schema of a server: it is made of the list of operations, so that a policy that speaks of an operation
 * which there is not is refused when it is read, and no operation can be without an action.
 */
import { FLAG_NAMES } from '../../engine/resources/feature-flag.ts'
import { type OperationType, SCOPES } from '../../engine/resources/operation.ts'
import { RESOURCE_NAMES } from '../../engine/resources/resource-name.ts'
import { MASKED_FIELDS } from './masked-fields.ts'

/** Looking at a field that is not for everybody. */
export const VIEW_ACTION = 'view'

/** The part of an operation that the schema is made of. */
export type GuardedOperation = Pick<OperationType, 'name' | 'resource' | 'scope' | 'kind'>

/** Writes the schema. */
export function buildGateSchema(operations: readonly GuardedOperation[]): string {
  const flags = FLAG_NAMES.map((name) => `    ${JSON.stringify(name)}: Bool,\n`).join('')
  const actions = operations.map(
    ({ name, resource, scope }) =>
      `action ${JSON.stringify(name)} in [Action::"${scope}"] appliesTo {\n` +
      `  principal: [Caller], resource: [${resource}], context: Context,\n};\n`,
  )
  const groups = [
    ...new Set(Object.values(MASKED_FIELDS).flatMap((fields) => Object.values(fields))),
  ]
  return [
    '// Who asks, by the id of a token; somebody without one is Caller::"anonymous", who has no scopes.\n',
    'entity Caller = { scopes: Set<String> };\n',
    '// What is asked for; "*" is none yet, or many. The owner is told where it is known.\n',
    ...RESOURCE_NAMES.map((name) => `entity ${name} = { owner?: Caller };\n`),
    '// Fields that are not for everybody, such as Field::"AutomataRun.created_by", in groups.\n',
    `entity FieldGroup enum [${groups.map((group) => JSON.stringify(group)).join(', ')}];\n`,
    'entity Field in [FieldGroup];\n',
    '// Where it is asked (rest, graphql, mcp, socket, cli, job), whether it changes anything, and what is switched on.\n',
    `type Context = {\n  surface: String,\n  isCommand: Bool,\n  flags: {\n${flags}  },\n};\n`,
    ...SCOPES.map((scope) => `action "${scope}";\n`),
    ...actions,
    `action "${VIEW_ACTION}" appliesTo {\n  principal: [Caller], resource: [Field], context: Context,\n};\n`,
  ].join('')
}
