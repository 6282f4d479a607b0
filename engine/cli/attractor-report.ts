/** What is told of an attractor and of a certificate, as a document and as text. */

import { formatRuleWorld } from '../rules/format-rule-world.ts'
import { labelRule } from '../rules/label-rule.ts'
import { type Certificate, claimsOf } from '../simulation/attractor/certificate.ts'
import type { AttractorOutcome } from '../simulation/attractor/certify-run.ts'
import { tellClaims } from '../simulation/attractor/tell-claims.ts'
import type { Verdict } from '../simulation/attractor/verify-claims.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { toJsonNumber } from './json-number.ts'

/** The document that `--json` prints. */
export function describeOutcome(simulation: Simulation, outcome: AttractorOutcome) {
  const { run, backend } = simulation
  const world = {
    scenario: run.title,
    rule: run.rule.canonical,
    size: [run.size.x, run.size.y, run.size.z],
    topology: run.topology.kind,
    seed: run.seed.toString(),
    backend,
  }
  if (!outcome.isKnown) {
    const { reason, message } = outcome
    return {
      kind: 'unknown',
      reason,
      message,
      transient: null,
      period: null,
      displacement: null,
      displacementPeriod: null,
      populationMin: null,
      populationMax: null,
      ticks: simulation.tick,
      ...world,
    }
  }
  const { attractor } = outcome
  const { kind, recurrence, transient, period, translation, glide, symmetries } = attractor
  const { populationMin, populationMax, hashes } = attractor
  return {
    kind,
    reason: null,
    transient,
    period,
    displacement: translation?.displacement ?? null,
    displacementPeriod: translation?.period ?? null,
    populationMin: populationMin ? toJsonNumber(populationMin.population) : null,
    populationMax: populationMax ? toJsonNumber(populationMax.population) : null,
    populationMinTick: populationMin?.tick ?? null,
    populationMaxTick: populationMax?.tick ?? null,
    recurrence,
    glide: glide ?? null,
    symmetries: symmetries ?? null,
    cellsHash: hashes?.cellsHash ?? null,
    stateHash: hashes?.stateHash ?? null,
    claims: tellClaims(claimsOf(attractor)),
    ...world,
  }
}

/** The same for people. */
export async function formatOutcome(
  simulation: Simulation,
  outcome: AttractorOutcome,
): Promise<string> {
  const { run } = simulation
  const where = formatRuleWorld(run, run.dimensions)
  const head = `${run.title}: ${await labelRule(run.rule)}${where} on ${simulation.backend}\n`
  if (!outcome.isKnown) return `${head}unknown (${outcome.reason}): ${outcome.message}\n`
  const { attractor } = outcome
  const lines = tellClaims(claimsOf(attractor)).map((claim) => `  ${claim}\n`)
  return `${head}${attractor.kind}\n${lines.join('')}`
}

/** What checking a certificate came to. */
export function describeVerdict(
  { backend }: Simulation,
  { attractor, claims, run }: Certificate,
  verdict: Verdict,
) {
  const json = {
    holds: verdict.holds,
    claim: verdict.holds ? null : verdict.claim,
    message: verdict.holds ? null : verdict.message,
    kind: attractor.kind,
    transient: attractor.transient,
    period: attractor.period,
    rule: run.rule,
    backend,
  }
  const lines = claims.map((claim) => `  ${claim}\n`).join('')
  const text = verdict.holds
    ? `The certificate holds on ${backend}.\n${lines}`
    : `The certificate does not hold: ${verdict.claim}: ${verdict.message}.\n`
  return { json, text }
}
