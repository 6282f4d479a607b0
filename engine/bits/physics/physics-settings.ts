/** How a world's bits oscillate, and how fast they learn and forget. */
import type { FlowSettings } from './flow.ts'
import type { PhaseSettings } from './phase.ts'
import type { TrustSettings } from './trust.ts'

export interface PhysicsSettings {
  readonly phase: PhaseSettings
  readonly flow: FlowSettings
  readonly trust: TrustSettings
}

/** A turn in 64 ticks, a coupling of a quarter, and averages over about 16 ticks. */
export const DEFAULT_PHYSICS: PhysicsSettings = Object.freeze({
  phase: Object.freeze({ omega: 1024, coupling: 1024 }),
  flow: Object.freeze({ rate: 256 }),
  trust: Object.freeze({ rate: 256 }),
})
