/** Who may do what by a set of policies, asked of them for each operation: a table for people. */
import { buildFlagStates } from '../../engine/resources/feature-flag.ts'
import { type OperationType, SCOPES } from '../../engine/resources/operation.ts'
import { ANONYMOUS } from './gate.ts'
import type { GatePolicies } from './gate-policies.ts'
import { VIEW_ACTION } from './gate-schema.ts'
import { keepRequest } from './kept-request.ts'
import { MASKED_FIELDS } from './masked-fields.ts'

/** Those who are asked for: nobody, and a token with each one of the scopes. */
const CALLERS = [ANONYMOUS, ...SCOPES.map((scope) => ({ id: `with-${scope}`, scopes: [scope] }))]

const HEAD = ['', 'no token', ...SCOPES.map((scope) => `\`${scope}\``)]

/** The matrix of operations, by their resources, and that of fields, in Markdown. */
export function formatPolicyMatrix(
  policies: Pick<GatePolicies, 'decide'>,
  operations: readonly OperationType[],
): string {
  const resources = [...new Set(operations.map(({ resource }) => resource))]
  const rows = resources.flatMap((resource) => [
    [`**${resource}**`, ...CALLERS.map(() => '')],
    ...operations
      .filter((operation) => operation.resource === resource)
      .map((operation) => [`\`${operation.name}\``, ...CALLERS.map(askOperation(operation))]),
  ])
  const fields = Object.entries(MASKED_FIELDS).flatMap(([resource, groups]) =>
    Object.entries(groups).map(([name, group]) => {
      const field = `${resource}.${name}`
      return [`\`${field}\` (${group})`, ...CALLERS.map(askField(field))]
    }),
  )
  return `${formatTable(rows)}\n${formatTable(fields)}`

  function askOperation({ name, resource, kind }: OperationType) {
    return (principal: (typeof CALLERS)[number]) => {
      const request = { principal, action: name, surface: 'rest', correlationId: '' } as const
      const asked = {
        ...request,
        resource: { type: resource, id: '*' },
        isCommand: kind === 'command',
      }
      return tell(policies.decide(keepRequest(asked, FLAGS)).decision)
    }
  }

  function askField(field: string) {
    return (principal: (typeof CALLERS)[number]) => {
      const { id, scopes } = principal
      const asked = { principal: id, scopes, action: VIEW_ACTION, surface: 'any' } as const
      const flags_on = Object.entries(FLAGS).flatMap(([name, isOn]) => (isOn ? [name] : []))
      const rest = { is_command: false, flags_on }
      return tell(policies.decide({ ...asked, ...rest, resource: ['Field', field] }).decision)
    }
  }
}

/** As they are until somebody changes them. */
const FLAGS = buildFlagStates([])

const tell = (decision: 'allow' | 'deny') => (decision === 'allow' ? 'yes' : '')

function formatTable(rows: readonly (readonly string[])[]): string {
  const lines = [HEAD, HEAD.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}
