/**
 * What comes with a picture of the world beside its states: what its cells are colored by, how
 * dense they lie, and which bricks of it have changed. All of it is worked out where the run is.
 */
import type { ValueRange } from '../fields/value-range.ts'
import type { Size } from '../lattice/size.ts'
import type { Result } from './result.ts'

/** Cells along the edge of a brick; the shader `volume.frag.glsl` relies on it. */
export const BRICK_EDGE = 8

/** Bricks along each axis of a world. */
export function countBricks({ x, y, z }: Size): Size {
  const along = (cells: number) => Math.ceil(cells / BRICK_EDGE)
  return { x: along(x), y: along(y), z: along(z) }
}

/** What the colors of cells tell. */
export type ShadeWish =
  /** How long a cell has had its state. */
  | { readonly kind: 'age' }
  /** How often a cell has changed lately. */
  | { readonly kind: 'activity' }
  /** The number of the rule that a cell follows. */
  | { readonly kind: 'rule' }
  /** The number of the zone that a cell belongs to. */
  | { readonly kind: 'zone' }
  /** The values of a channel, or of another plane by its name in `LivingInfo`. */
  | {
      readonly kind: 'plane'
      readonly name: string
      /** Undefined follows the values. */
      readonly range: ValueRange | undefined
    }

/** What comes with each picture from now on. */
export interface PictureWish {
  /** Undefined colors by state alone. */
  readonly shades: ShadeWish | undefined
  /** Whether the density of cells is wanted, for a surface around them. */
  readonly wantsDensity: boolean
}

/** What each cell is colored by. */
export interface FrameShades {
  readonly kind: ShadeWish['kind']
  /** Name of the plane; empty for the other kinds. */
  readonly name: string
  /**
   * One byte a cell in flat order, moved to the caller: the number of a rule or zone (modulo 256),
   * of an age its `placeOfAge`, else the place in the range, 0 to 255.
   */
  readonly places: ArrayBuffer
  /** Values at the places 0 and 255; numbers of the first and last rule or zone. */
  readonly range: ValueRange
  /** So many ticks lay between two looks at the cells, at the most; 1 where every tick was seen. */
  readonly everyTicks: number
}

/** Bricks of a picture in their flat order, the last of an axis perhaps cut off by the world's end. */
export interface FrameBricks {
  /** One byte a brick: the sum of `BRICK_FILLED` and `BRICK_CHANGED`. */
  readonly marks: Uint8Array
  /** The version of the frame that the changes are from; undefined where all bricks are new. */
  readonly since: number | undefined
}

/** The brick has a cell that is not 0. */
export const BRICK_FILLED = 1
/** The brick has a cell that was another in the frame before. */
export const BRICK_CHANGED = 2

/** A grid that stands for the cells of a picture, perhaps eight of them by one. */
export interface FrameGrid {
  /** Cells along the edge of what one byte stands for. */
  readonly edge: 1 | 2
  readonly shape: Size
  /** One byte a place in flat order; moved to the caller. */
  readonly bytes: ArrayBuffer
}

export interface FrameExtras {
  readonly bricks: FrameBricks
  /** Present where it was wished for and the world has it. */
  readonly shades: FrameShades | undefined
  /** How densely cells that are not 0 lie around each place, 0 to 255; present where wished for. */
  readonly density: FrameGrid | undefined
  /**
   * Of a world too large to be seen cell by cell, the state of the first cell of each block of eight
   * that is not 0: the level of detail for views from afar.
   */
  readonly halves: FrameGrid | undefined
}

/** Worlds with more cells than this come with `halves`, by which their density is told too. */
export const MAX_WHOLE_CELLS = 2 ** 21

/** An age of so many ticks or more has the last place. */
export const MAX_SHOWN_AGE = 255

/** The place of an age, 0 to 255: equal steps for doublings, since most of what is new dies young. */
export function placeOfAge(ticks: number): number {
  return Math.min(255, Math.round((255 * Math.log2(1 + ticks)) / Math.log2(1 + MAX_SHOWN_AGE)))
}

/** The buffers that are moved with a frame, and are given back by `recycle`. */
export function buffersOfFrame(frame: {
  readonly cells: ArrayBuffer
  readonly extras?: FrameExtras | undefined
}): ArrayBuffer[] {
  const { shades, density, halves } = frame.extras ?? {}
  return [frame.cells, shades?.places, density?.bytes, halves?.bytes].filter(
    (buffer) => buffer !== undefined,
  )
}

export interface PictureApi {
  /** Says what comes with each picture from the next on; it changes nothing of the run. */
  wishPictures(wish: PictureWish): Promise<Result<void>>
}
