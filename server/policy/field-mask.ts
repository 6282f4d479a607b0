/** What a principal does not see of an answer. */
import type { ResourceName } from '../../engine/resources/resource-name.ts'
import type { Principal } from './gate.ts'
import { VIEW_ACTION } from './gate-schema.ts'
import type { InForce } from './governance.ts'
import { keepRequest } from './kept-request.ts'
import { MASKED_FIELDS, SEALED_FIELDS } from './masked-fields.ts'

/** So many answers of policies are remembered, until other policies or flags are read. */
const MAX_REMEMBERED = 4096
/** Answers are not nested deeper. */
const MAX_DEPTH = 64

export class FieldMask {
  #of: Pick<InForce, 'policies' | 'flags'> | undefined
  readonly #views = new Map<string, boolean>()

  /** A copy in which masked fields are `null`. What is in force is undefined where it was never read. */
  mask(
    inForce: InForce | undefined,
    principal: Principal,
    resource: ResourceName,
    value: unknown,
  ): unknown {
    const fields = MASKED_FIELDS[resource]
    const isHidden = (name: string, found: unknown): boolean => {
      if (SEALED_FIELDS.has(name)) return true
      if (fields === undefined || !Object.hasOwn(fields, name)) return false
      // Everybody knows their own name.
      return found !== principal.id && !this.#mayView(inForce, principal, `${resource}.${name}`)
    }
    return copy(value, isHidden, 0)
  }

  #mayView(inForce: InForce | undefined, principal: Principal, field: string): boolean {
    if (inForce === undefined) return false
    const { policies, flags } = inForce
    if (this.#of?.policies !== policies || !isSame(this.#of.flags, flags)) {
      this.#of = { policies, flags }
      this.#views.clear()
    }
    const key = JSON.stringify([principal.id, principal.scopes, field])
    const known = this.#views.get(key)
    if (known !== undefined) return known
    // A field is masked or not on all surfaces alike.
    const asked = {
      action: VIEW_ACTION,
      surface: 'job',
      isCommand: false,
      correlationId: '',
    } as const
    const resource = { type: 'System', id: field } as const
    const request = keepRequest({ ...asked, principal, resource }, flags)
    const { decision } = policies.decide({ ...request, resource: ['Field', field], surface: 'any' })
    if (this.#views.size >= MAX_REMEMBERED) this.#views.clear()
    this.#views.set(key, decision === 'allow')
    return decision === 'allow'
  }
}

const isSame = (a: InForce['flags'], b: InForce['flags']) => JSON.stringify(a) === JSON.stringify(b)

/** Objects of a class, such as bytes, are passed on as they are. */
function copy(
  value: unknown,
  isHidden: (name: string, value: unknown) => boolean,
  depth: number,
): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return null
  if (Array.isArray(value)) return value.map((each) => copy(each, isHidden, depth + 1))
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, found]) => [
      name,
      found !== undefined && found !== null && isHidden(name, found)
        ? null
        : copy(found, isHidden, depth + 1),
    ]),
  )
}
