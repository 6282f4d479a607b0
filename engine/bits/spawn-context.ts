/** What spawning a bit is told beside the bit. Thunderbit contract, section 7.2. */
import type { GridPoint } from '../lattice/zones.ts'
import { assertFieldValues, assertName } from './context-check.ts'
import { ContextError } from './errors.ts'

/** What a policy is asked. */
export interface SpawnRequest {
  readonly coord: GridPoint
  readonly zoneId: string
  /** Bits that live in the zone, and sites that it has. */
  readonly bitsInZone: number
  readonly sitesInZone: number
  readonly tick: number
  readonly parentId: string | undefined
  readonly actor: string | undefined
  readonly initialField: Readonly<Record<string, number>> | undefined
}

export type Verdict =
  | { readonly decision: 'allow' }
  | {
      readonly decision: 'deny'
      readonly code: 'zone_full' | 'policy_denied'
      readonly reason: string
    }

/** The policies in force. Whatever is not plainly `allow`, an exception included, is a no. */
export type CheckSpawn = (request: SpawnRequest) => Verdict

export interface SpawnContext {
  /** The zone that the coordinate is meant to lie in; undefined for whichever it does. */
  readonly zoneId: string | undefined
  /** The cluster that the bit is to belong to. */
  readonly parentId: string | undefined
  /** Undefined where no policy is in force: then nothing is allowed. */
  readonly policies: CheckSpawn | undefined
  /** Who asks for the bit. */
  readonly actor: string | undefined
  /** Field values that policies may look at. */
  readonly initialField: Readonly<Record<string, number>> | undefined
}

/**
 * Builds a context; nothing has to be said.
 *
 * @throws {ContextError} naming the first value that cannot be.
 */
export function buildSpawnContext(spec: Partial<SpawnContext> = {}): SpawnContext {
  const { policies } = spec
  if (policies !== undefined && typeof policies !== 'function') {
    const found = typeof policies
    throw new ContextError({ field: 'policies', found, wanted: 'a function is wanted' })
  }
  return Object.freeze<SpawnContext>({
    zoneId: assertName('zoneId', spec.zoneId),
    parentId: assertName('parentId', spec.parentId),
    policies,
    actor: assertName('actor', spec.actor),
    initialField: assertFieldValues('initialField', spec.initialField),
  })
}

/** A context without policies, in which nobody spawns anything. */
export const NOBODY = buildSpawnContext()
