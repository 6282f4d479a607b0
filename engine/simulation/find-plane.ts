/** Planes of numbers by the names that people know them by. */
import { fractionBitsOf } from '../fields/channel.ts'
import { formatPlane, type LatticePlaneName } from '../rules/program/plane-name.ts'
import { NoSuchFieldError } from './errors.ts'
import type { Simulation } from './simulation.ts'

export interface FoundPlane {
  readonly plane: LatticePlaneName
  /** What a raw 1 stands for. */
  readonly unit: number
}

/** A channel, or another plane by its full name; undefined where a run has neither. */
export function findPlane({ planes, run }: Simulation, name: string): FoundPlane | undefined {
  const plane =
    planes.find((each) => each.kind === 'channel' && each.name === name) ??
    planes.find((each) => formatPlane(each) === name)
  if (plane === undefined) return undefined
  const channel =
    plane.kind === 'channel'
      ? run.living?.channels.find((each) => each.name === plane.name)
      : undefined
  return { plane, unit: channel === undefined ? 1 : 2 ** -fractionBitsOf(channel) }
}

/**
 * The same where there has to be one.
 *
 * @throws {NoSuchFieldError} when the run has neither.
 */
export function requirePlane(simulation: Simulation, name: string): FoundPlane {
  const found = findPlane(simulation, name)
  if (found !== undefined) return found
  const channels = simulation.planes.filter(({ kind }) => kind === 'channel')
  throw new NoSuchFieldError({ name, known: channels.map((each) => each.name) })
}
