/** Errors the lattice can raise. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'

/** A world's size is not one that can be held. */
export class SizeError extends NamedError {
  override readonly name = 'SizeError'
  readonly code = 'lattice/size'
  readonly details: {
    readonly size: { readonly x: number; readonly y: number; readonly z: number }
    readonly maxAxisCells: number
    readonly maxCells: number
  }

  constructor(details: SizeError['details']) {
    const { size } = details
    super(
      `A world of ${size.x} x ${size.y} x ${size.z} cells cannot be held: each axis needs a whole ` +
        `number from 1 to ${details.maxAxisCells}, and the box at most ${details.maxCells} cells.`,
    )
    this.details = details
  }
}

/** A topology does not fit the world or the neighborhood it is asked for. */
export class TopologyError extends NamedError {
  override readonly name = 'TopologyError'
  readonly code = 'lattice/topology'
  readonly details: {
    readonly topology: string
    readonly size: { readonly x: number; readonly y: number; readonly z: number }
    /** What is wanted, completing "...: " in the message. */
    readonly wanted: string
  }

  constructor(details: TopologyError['details']) {
    const { size, topology, wanted } = details
    super(
      `The ${topology} topology does not fit a world of ${size.x} x ${size.y} x ${size.z} cells ` +
        `under this rule: ${wanted}.`,
    )
    this.details = details
  }
}

/** A neighborhood is not one that can be built. */
export class NeighborhoodError extends NamedError {
  override readonly name = 'NeighborhoodError'
  readonly code = 'lattice/neighborhood'
  readonly details: {
    readonly found: string
    /** What is wanted, a sentence without its full stop. */
    readonly wanted: string
  }

  constructor(details: NeighborhoodError['details']) {
    super(`The neighborhood cannot be built, found ${details.found}: ${details.wanted}.`)
    this.details = details
  }
}

/** The centers of a world's zones are not ones that zones can be drawn around. */
export class ZoneCentersError extends NamedError {
  override readonly name = 'ZoneCentersError'
  readonly code = 'lattice/zone-centers'
  readonly details: {
    readonly found: string
    readonly maxZones: number
  }

  constructor(details: ZoneCentersError['details']) {
    super(
      `Zones cannot be drawn around these centers, found ${details.found}: there are to be 1 to ` +
        `${details.maxZones} of them, each a site of the world.`,
    )
    this.details = details
  }
}

/** A zone's clock is not one that can tick. */
export class ZoneClockError extends NamedError {
  override readonly name = 'ZoneClockError'
  readonly code = 'lattice/zone-clock'
  readonly details: {
    readonly divisor: number
    readonly phase: number
    readonly maxDivisor: number
  }

  constructor(details: ZoneClockError['details']) {
    super(
      `A clock of divisor ${details.divisor} and phase ${details.phase} cannot tick: the divisor ` +
        `is a whole number from 1 to ${details.maxDivisor}, and the phase one from 0 to below it.`,
    )
    this.details = details
  }
}

/** Boxes cannot be zones of a world. */
export class ZoneBoxesError extends NamedError {
  override readonly name = 'ZoneBoxesError'
  readonly code = 'lattice/zone-boxes'
  readonly details: { readonly box: number; readonly found: string }

  constructor(details: ZoneBoxesError['details']) {
    super(
      `Box ${details.box} cannot be a zone: ${details.found}; boxes lie inside the world, meet ` +
        'nowhere, and are at most 254.',
    )
    this.details = details
  }
}
