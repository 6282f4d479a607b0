/**
 * phi_phase: every bit is an oscillator, drawn toward the phases of its neighbors.
 *
 * Kuramoto's model (Y. Kuramoto, "Self-entrainment of a population of coupled non-linear
 * oscillators", Lecture Notes in Physics 39, 1975, 420-422) in whole numbers: with a tick as the
 * unit of time, N the number of sites in the neighborhood, and a triangle wave for the sine,
 *
 *     phi' = phi + omega + trunc(K * sum of tri(phi_j - phi) / (4096 * N))   modulo 65536
 *
 * over those neighbors j that are alive. The triangle wave is the coupling of digital phase-locked
 * loops, whose phase detector is an exclusive or: A. Pollakis, L. Wetzel, D. J. Joerg, W. Rave,
 * G. Fettweis, F. Juelicher, "Synchronization in networks of mutually delay-coupled phase-locked
 * loops", New Journal of Physics 16, 2014, 113009.
 *
 * No overflow: a triangle is at most 2^14 in size, K at most 2^12, so that 31 neighbors come to at
 * most 31 * 2^26 < 2^31. That is why a neighborhood has no more.
 */
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'
import { assertSetting } from './errors.ts'
import { PHASE_CYCLE } from './physics-parameter.ts'

/** The most neighbors that phases may be coupled to. */
export const MAX_COUPLED_SITES = 31

/** The coupling 1, at which a bit goes all the way to a phase that all its neighbors share. */
export const COUPLING_ONE = 2 ** 12

export interface PhaseSettings {
  /** How far a bit turns by itself in a tick: 65536 is a whole cycle. From -32768 to 32767. */
  readonly omega: number
  /** K, from 0 to COUPLING_ONE. */
  readonly coupling: number
}

/** What the phase of a bit depends on. */
export interface PhaseScope {
  readonly phase: NodeId
  /** A partition of the neighbors' phases, without the bit itself. */
  readonly phases: NodeId
  /** A partition of the same sites: those that are not 0 are alive. */
  readonly alive: NodeId
  /** How many sites either has. */
  readonly sites: number
}

/**
 * Checks settings.
 *
 * @throws {PhysicsError} naming the one that is beyond its bounds.
 */
export function assertPhaseSettings({ omega, coupling }: PhaseSettings, sites: number): void {
  assertSetting('omega', omega, -PHASE_CYCLE / 2, PHASE_CYCLE / 2 - 1)
  assertSetting('coupling', coupling, 0, COUPLING_ONE)
  assertSetting('number of coupled neighbors', sites, 1, MAX_COUPLED_SITES)
}

/**
 * The triangle wave of a difference of phases: itself up to a quarter of a cycle, back to 0 at half
 * of one, and the same below 0. From -2^14 to 2^14.
 */
export function triangle(difference: number): number {
  const half = PHASE_CYCLE / 2
  const signed = (difference << 16) >> 16
  return Math.min(Math.max(signed, -half - signed), half - signed)
}

/** The next phase, given the phases of those neighbors that are alive. */
export function nextPhase(
  phase: number,
  alivePhases: readonly number[],
  sites: number,
  { omega, coupling }: PhaseSettings,
): number {
  const pull = alivePhases.reduce((sum, other) => sum + triangle(other - phase), 0)
  const step = Math.trunc((coupling * pull) / (COUPLING_ONE * sites))
  return (phase + omega + step) & (PHASE_CYCLE - 1)
}

/**
 * Appends the nodes of the next phase, about ten for each neighbor.
 *
 * @throws {PhysicsError} when a setting, or the number of neighbors, is beyond its bounds.
 */
export function writePhase(
  code: ProgramBuilder,
  scope: PhaseScope,
  settings: PhaseSettings,
): NodeId {
  assertPhaseSettings(settings, scope.sites)
  const { omega, coupling } = settings
  let next = code.binary('add', scope.phase, code.constant(omega))
  if (coupling > 0) {
    const force = code.binary('mul', writePull(code, scope), code.constant(coupling))
    const step = code.binary('div', force, code.constant(COUPLING_ONE * scope.sites))
    next = code.binary('add', next, step)
  }
  return code.binary('and', next, code.constant(PHASE_CYCLE - 1))
}

/** The sum of the triangles of all neighbors that are alive. */
function writePull(code: ProgramBuilder, { phase, phases, alive, sites }: PhaseScope): NodeId {
  const [zero, sixteen] = [code.constant(0), code.constant(16)]
  const [half, minusHalf] = [code.constant(PHASE_CYCLE / 2), code.constant(-PHASE_CYCLE / 2)]
  let pull = zero
  for (let i = 0; i < sites; i++) {
    const difference = code.binary('sub', code.site(phases, i), phase)
    const signed = code.binary('shr', code.binary('shl', difference, sixteen), sixteen)
    const falling = code.binary('sub', minusHalf, signed)
    const rising = code.binary('sub', half, signed)
    const wave = code.binary('min', code.binary('max', signed, falling), rising)
    pull = code.binary('add', pull, code.select(code.site(alive, i), wave, zero))
  }
  return pull
}
