/** What a principal does not see of an answer. */
import type { ResourceName } from '../../engine/resources/resource-name.ts'
import type { Principal } from './gate.ts'
import { VIEW_ACTION } from './gate-schema.ts'
import type { InForce } from './governance.ts'
import { keepRequest } from './kept-request.ts'
import { type IsEventFieldHidden, maskEvent } from './mask-event.ts'
import { maskLedger, maskLineage } from './mask-record.ts'
import { MASKED_FIELDS, SEALED_FIELDS } from './masked-fields.ts'

/** So many answers of policies are remembered, until other policies or flags are read. */
const MAX_REMEMBERED = 4096
/** Answers are not nested deeper. */
const MAX_DEPTH = 64

export class FieldMask {
  #of: Pick<InForce, 'policies' | 'flags'> | undefined
  readonly #views = new Map<string, boolean>()

  /**
   * A copy in which masked fields are `null`, and attributes of lineage are left out. What is in force is undefined
   * where it was never read.
   */
  mask(
    inForce: InForce | undefined,
    principal: Principal,
    resource: ResourceName,
    value: unknown,
  ): unknown {
    const of = (owner: ResourceName) => (name: string, found: unknown) => {
      const fields = MASKED_FIELDS[owner]
      if (fields === undefined || !Object.hasOwn(fields, name)) return false
      // Everybody knows their own name.
      if (found === principal.id || !isName(name, found)) return false
      return !this.#mayView(inForce, principal, `${owner}.${name}`)
    }
    // Lines of the ledger are what proofs are about: they are told as they are, or not at all.
    const isSealed = (name: string) => SEALED_FIELDS.has(name)
    if (resource === 'Ledger') return copy(maskLedger(value, of('Event')), isSealed, 0)
    if (resource === 'Lineage') return copy(maskLineage(value, of('Lineage')), isSealed, 0)
    const isHidden = of(resource)
    if (resource === 'Event') return copy(maskEvents(value, isHidden), isSealed, 0)
    return copy(value, (name, found) => isSealed(name) || isHidden(name, found), 0)
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

/** What somebody wanted to do something to is somebody's name only where it is a token. */
const isName = (field: string, found: unknown) =>
  field !== 'resource' || String(found).startsWith('Token/')

/** An event, or a list of them. */
function maskEvents(value: unknown, isHidden: IsEventFieldHidden): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { items } = value as { readonly items?: unknown }
  if (!Array.isArray(items)) return maskEvent(value, isHidden)
  return { ...value, items: items.map((each) => maskEvent(each, isHidden)) }
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
