/** Errors the room of bits can raise. What a command or a tick refuses is a value: `bit-failure.ts`. */

import type { GridPoint } from '../lattice/zones.ts'
import { NamedError } from '../named-error.ts'

/** A world of bits that cannot be. */
export class BitWorldError extends NamedError {
  override readonly name = 'BitWorldError'
  readonly code = 'bits/world'
  readonly details: { readonly found: string; readonly wanted: string }

  constructor(details: BitWorldError['details']) {
    super(`This world cannot hold bits, found ${details.found}: ${details.wanted}.`)
    this.details = details
  }
}

/** A view whose bit is no more: its site was spawned anew, or the store was restored. */
export class BitGoneError extends NamedError {
  override readonly name = 'BitGoneError'
  readonly code = 'bits/gone'
  readonly details: { readonly coord: GridPoint; readonly generation: number }

  constructor(details: BitGoneError['details']) {
    const { coord, generation } = details
    super(
      `The bit of generation ${generation} at (${coord.x}, ${coord.y}, ${coord.z}) is gone; ` +
        'look the site up again.',
    )
    this.details = details
  }
}

/** A saved table that does not fit the world it is to be restored in. */
export class BitTableError extends NamedError {
  override readonly name = 'BitTableError'
  readonly code = 'bits/table'
  readonly details: { readonly found: string; readonly wanted: string }

  constructor(details: BitTableError['details']) {
    super(`This table of bits cannot be restored, found ${details.found}: ${details.wanted}.`)
    this.details = details
  }
}

/** A context of a tick or of a spawn with a value that it cannot have. */
export class ContextError extends NamedError {
  override readonly name = 'ContextError'
  readonly code = 'bits/context'
  readonly details: { readonly field: string; readonly found: string; readonly wanted: string }

  constructor(details: ContextError['details']) {
    const { field, found, wanted } = details
    super(`The context's ${field} is ${found}: ${wanted}.`)
    this.details = details
  }
}

/** A tick the store cannot go to. */
export class TickOrderError extends NamedError {
  override readonly name = 'TickOrderError'
  readonly code = 'bits/tick-order'
  readonly details: { readonly from: number; readonly to: number }

  constructor(details: TickOrderError['details']) {
    super(
      `Bits cannot go from tick ${details.from} to tick ${details.to}: ticks are whole numbers ` +
        'below 2^53, and only a restored table goes back.',
    )
    this.details = details
  }
}
