/** The physics of one bit, from docs/physics.md. */
import type { PhysicsDocument } from '../../scenario/living-schema.ts'
import { BEYOND } from './plain-places.ts'
import { type Site, toRaw } from './plain-site.ts'

const ONE = 16384

export interface PlainPhysics {
  readonly omega: number
  readonly coupling: number
  readonly flowRate: number
  readonly trustRate: number
}

export function physicsOf(document: PhysicsDocument): PlainPhysics {
  const { omega = 1 / 64, coupling = 1 / 4, flowRate = 1 / 16, trustRate = 1 / 16 } = document
  return {
    omega: toRaw(omega, 16),
    coupling: toRaw(coupling, 12),
    flowRate: Math.max(1, toRaw(flowRate, 12)),
    trustRate: Math.max(1, toRaw(trustRate, 12)),
  }
}

/** Up to a quarter turn and back, to either side. */
function triangle(turn: number): number {
  const signed = ((((turn + 32768) % 65536) + 65536) % 65536) - 32768
  if (signed > ONE) return 2 * ONE - signed
  return signed < -ONE ? -2 * ONE - signed : signed
}

function average(before: number, target: number, rate: number): number {
  const step = ((target - before) * rate) / 4096
  return before + (step < 0 ? Math.floor(step) : Math.ceil(step))
}

/** What physics makes of a bit. */
export interface Moved {
  readonly phase: number
  readonly flow: number
  readonly trust: number
  readonly changed: number
  readonly remembered: number
}

/** @param faces the sites that share a face with the bit's own, BEYOND among them. */
export function moveBit(
  site: Site,
  nextState: number,
  faces: readonly number[],
  sites: readonly Site[],
  { omega, coupling, flowRate, trustRate }: PlainPhysics,
): Moved {
  const around = faces.filter((index) => index !== BEYOND).map((index) => sites[index]!)
  const alive = around.filter(({ state }) => state !== 0)
  const phase = site.parameters.phi_phase!
  let pull = 0
  for (const other of alive) pull += triangle(other.parameters.phi_phase! - phase)
  const turned = phase + omega + Math.trunc((coupling * pull) / (4096 * faces.length))
  const hasChanged = nextState !== site.state
  const isPassedOn = around.some(({ changed }) => changed === 1)
  const said = hasChanged ? (isPassedOn ? ONE : -ONE) : 0
  const isSteady = site.remembered === alive.length + 1
  const trust = site.parameters.trust!
  return {
    phase: ((turned % 65536) + 65536) % 65536,
    flow: average(site.parameters.sigma_flow!, said, flowRate),
    trust: site.remembered === 0 ? trust : average(trust, isSteady ? ONE : 0, trustRate),
    changed: hasChanged ? 1 : 0,
    remembered: alive.length + 1,
  }
}

/** What a bit of this sensitivity hears of a field. */
export function hear(value: number, sensitivity: number, isDirection: boolean): number {
  if (isDirection) return sensitivity === 0 ? 0 : value
  const heard = Math.trunc((value * sensitivity) / 8192)
  return Math.min(Math.max(heard, -131071), 131071)
}
