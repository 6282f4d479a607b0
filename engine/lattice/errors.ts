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
