/** What a run comes to, as far as states can prove it; and the certificate of that. */

import type { Attractor } from '../../metrics/attractor/attractor.ts'
import {
  type AttractorSearch,
  certifyAttractor,
} from '../../metrics/attractor/certify-attractor.ts'
import type { SearchOptions } from '../../metrics/attractor/find-recurrence.ts'
import { isNamedError } from '../../named-error.ts'
import { LAST_RHYTHMIC_TICK } from '../../rules/program/tick-period.ts'
import type { RunOverrides } from '../../scenario/run.ts'
import { identifyRun, RUN_PARTS } from '../run-identity.ts'
import type { Simulation } from '../simulation.ts'
import {
  CERTIFICATE_FORMAT,
  CERTIFICATE_VERSION,
  type Certificate,
  claimsOf,
} from './certificate.ts'
import { openOrbit } from './open-orbit.ts'
import { tellClaims } from './tell-claims.ts'
import { describeTimeDependence } from './time-dependence.ts'
import { failed, type Verdict, verifyClaims } from './verify-claims.ts'

/** Why nothing is claimed. */
export type UnknownReason =
  | 'stochastic'
  | 'tick'
  | 'max-ticks'
  | 'cancelled'
  | 'collisions'
  | 'too-large'

export type AttractorOutcome =
  | { readonly isKnown: true; readonly attractor: Attractor }
  | { readonly isKnown: false; readonly reason: UnknownReason; readonly message: string }

/** Codes of states that spread too far to be compared. */
const TOO_LARGE: readonly string[] = ['simulation/too-large', 'kernel/plane-range', 'kernel/memory']

/**
 * Follows a run into its attractor; the simulation ends at some tick of it.
 *
 * @throws what the simulation throws, but for states that spread too far: they are an outcome.
 */
export async function certifyRun(
  simulation: Simulation,
  options: SearchOptions,
): Promise<AttractorOutcome> {
  const time = describeTimeDependence(simulation.run)
  if (!time.ok) return { isKnown: false, ...time.fault }
  const lastTick = time.looksAtTick ? LAST_RHYTHMIC_TICK : Number.MAX_SAFE_INTEGER
  const maxTicks = Math.min(options.maxTicks, lastTick)
  if (time.start > maxTicks) {
    const message = `The last command comes at tick ${time.start}, and cycles are looked for after it.`
    return { isKnown: false, reason: 'max-ticks', message }
  }
  let search: AttractorSearch
  try {
    search = await certifyAttractor(openOrbit(simulation, time), { ...options, maxTicks })
  } catch (error) {
    if (!isNamedError(error) || !TOO_LARGE.includes(error.code)) throw error
    return { isKnown: false, reason: 'too-large', message: error.message }
  }
  if (search.isFound) return { isKnown: true, attractor: search.attractor }
  const messages = {
    'max-ticks': `No state up to tick ${maxTicks} has been there before.`,
    cancelled: `The search was ended at tick ${simulation.tick}.`,
    collisions: `${search.collisions} states share their digests with others, which is no chance.`,
  }
  return { isKnown: false, reason: search.reason, message: messages[search.reason] }
}

/** Where a run comes from, for whoever wants to open it again. */
export interface RunSource {
  /** What was said beside the file. */
  readonly options: RunOverrides
  /** SHA-256 of the file's bytes, 64 lower-case hexadecimal digits. */
  readonly sourceHash: string
}

/** The certificate of what was found of a run. */
export async function writeCertificate(
  { run }: Simulation,
  attractor: Attractor,
  { options, sourceHash }: RunSource,
): Promise<Certificate> {
  const claims = claimsOf(attractor)
  const identity = await identifyRun(run)
  return {
    format: CERTIFICATE_FORMAT,
    version: CERTIFICATE_VERSION,
    run: { title: run.title, rule: run.rule.canonical, identity, options, sourceHash },
    attractor: claims,
    claims: tellClaims(claims),
  }
}

/** Checks a certificate against a run: that it is of this very one, and each of its claims. */
export async function verifyCertificate(
  simulation: Simulation,
  certificate: Certificate,
  watch?: (tick: number) => void,
): Promise<Verdict> {
  const identity = await identifyRun(simulation.run)
  const others = RUN_PARTS.filter((part) => identity[part] !== certificate.run.identity[part])
  if (others.length > 0) {
    return failed(
      'run',
      `it is of another run, whose ${others.join(', ')} ${others.length === 1 ? 'differs' : 'differ'}`,
    )
  }
  const { attractor: claims } = certificate
  const said = tellClaims(claims)
  const differing = certificate.claims.findIndex((claim, i) => claim !== said[i])
  if (differing !== -1 || said.length !== certificate.claims.length) {
    return failed('claims', 'the words do not say what the numbers do')
  }
  const time = describeTimeDependence(simulation.run)
  if (!time.ok) return failed('period', time.fault.message)
  return verifyClaims(openOrbit(simulation, time), claims, watch)
}
