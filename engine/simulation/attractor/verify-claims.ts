/**
 * Checks the claims of a certificate against the states themselves, on any back end.
 *
 * It takes one pass over the transient and one period, and a second look at those ticks at which images
 * may be: no search. States are compared whole; a hash is compared with what the certificate says.
 */
import { certifiesKind, markPopulations } from '../../metrics/attractor/certify-attractor.ts'
import type { KeptState, WorldOrbit } from '../../metrics/attractor/orbit.ts'
import { primesOf, relateStates } from '../../metrics/attractor/relate-states.ts'
import { type Claims, claimsOf } from './certificate.ts'

/** What a claim is about. */
export type ClaimName =
  | 'run'
  | 'claims'
  | 'transient'
  | 'period'
  | 'least period'
  | 'recurrence'
  | 'state hash'
  | 'population'
  | 'kind'
  | 'translation'
  | 'glide'
  | 'symmetries'

export type Verdict =
  | { readonly holds: true }
  | { readonly holds: false; readonly claim: ClaimName; readonly message: string }

const HOLDS: Verdict = Object.freeze({ holds: true })

export const failed = (claim: ClaimName, message: string): Verdict => {
  return { holds: false, claim, message }
}

/** Checks the claims in turn, and tells the first that does not hold. */
export async function verifyClaims<Kept extends KeptState>(
  orbit: WorldOrbit<Kept>,
  claims: Claims,
  watch: (tick: number) => void = () => undefined,
): Promise<Verdict> {
  const { transient, period } = claims
  if (transient < orbit.start) {
    return failed(
      'transient',
      `no state before tick ${orbit.start} decides what follows, and tick ${transient} is claimed`,
    )
  }
  await orbit.restart()
  await orbit.advance(Math.max(0, transient - 1 - orbit.start))
  const before = transient > orbit.start ? await orbit.keep() : undefined
  await orbit.advance(transient - orbit.tick)
  const sharesPast = `the state of tick ${transient - 1} comes back too`
  if (period === 1 && before !== undefined && (await orbit.matches(before))) {
    return failed('transient', sharesPast)
  }
  const first = await orbit.keep()
  const hashes = await orbit.hash()
  const isSooner = new Set(primesOf(period).map((prime) => period / prime))
  const populations = markPopulations()
  for (let step = 1; step <= period; step++) {
    populations.take(orbit.tick, await orbit.population())
    await orbit.advance(1)
    watch(orbit.tick)
    if (isSooner.has(step) && (await orbit.matches(first))) {
      return failed(
        'least period',
        `the state of tick ${transient} is back after ${step} ticks already`,
      )
    }
    if (step === period - 1 && before !== undefined && (await orbit.matches(before))) {
      return failed('transient', sharesPast)
    }
  }
  if (!(await orbit.matches(first))) {
    return failed('period', `the state of tick ${transient} is not back after ${period} ticks`)
  }
  const shift = orbit.shiftSince(first)
  const isMoved = shift.some((along) => along !== 0)
  const recurrence = isMoved ? 'translated' : 'exact'
  const hashesAfterPeriod = isMoved ? await orbit.hash() : hashes
  const marks = populations.marks()
  const relations = await relateStates(orbit, { transient, period })
  const found = claimsOf({
    kind: certifiesKind(period, isMoved, marks.populationMax),
    recurrence,
    transient,
    period,
    ...relations,
    translation: isMoved ? { period, displacement: shift } : relations.translation,
    ...marks,
    hashes,
    hashesAfterPeriod,
  })
  return compareClaims(claims, found)
}

const COMPARED: readonly (readonly [claim: ClaimName, member: keyof Claims])[] = [
  ['recurrence', 'recurrence'],
  ['state hash', 'state'],
  ['state hash', 'stateAfterPeriod'],
  ['population', 'populationMin'],
  ['population', 'populationMax'],
  ['kind', 'kind'],
  ['translation', 'translation'],
  ['glide', 'glide'],
  ['symmetries', 'symmetries'],
]

function compareClaims(claimed: Claims, found: Claims): Verdict {
  for (const [claim, member] of COMPARED) {
    const [said, seen] = [claimed[member], found[member]].map((value) => tell(value))
    if (said !== seen) return failed(claim, `${member} is ${seen}, and ${said} is claimed`)
  }
  return HOLDS
}

/** A member as text, its parts in the order of their names. */
function tell(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return JSON.stringify(value)
  }
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(Object.fromEntries(members))
}
