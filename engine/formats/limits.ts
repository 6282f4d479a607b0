/**
 * Every bound a pattern file is held to, in one place.
 *
 * Files come from strangers. Each bound is checked before anything is allocated for it, and each is
 * well above what real collections hold.
 */

export { MAX_AXIS_CELLS } from '../lattice/size.ts'

/** A file after gunzip: 64 MiB. A byte-per-cell world of 400^3, or 67 million characters of RLE. */
export const MAX_FILE_BYTES = 2 ** 26

/** Coordinates of formats that list them, either way from 0: their differences fit 32 bits. */
export const MAX_COORDINATE = 2 ** 30

/** Non-zero cells of one pattern: a full cube of 256^3. The list takes 13 bytes each, 208 MiB. */
export const MAX_PATTERN_CELLS = 2 ** 24

/** One header or comment line. Rules of the MAP and weighted kinds stay below a thousand. */
export const MAX_LINE_BYTES = 2 ** 16

/** Comment lines kept of one file; the longest in Golly's collection is a few hundred. */
export const MAX_COMMENT_LINES = 2 ** 14

/** Digits of a generation count; longer ones are not the age of any pattern. */
export const MAX_GENERATION_DIGITS = 1000

/** Nodes of a macrocell file: 17 bytes of table each, 68 MiB. */
export const MAX_MACROCELL_NODES = 2 ** 22

/** Levels of a macrocell: a square of 2^256 cells a side. Counts then need 512 bits. */
export const MAX_MACROCELL_LEVEL = 256

/** Length of a .npy header; NumPy's own reader refuses longer ones by default. */
export const MAX_NPY_HEADER_BYTES = 10_000

/** Cells along each axis of one MagicaVoxel model: coordinates are single bytes. */
export const MAX_VOX_AXIS_CELLS = 256

/** Pixels along each axis of a GIF: its fields have 16 bits. */
export const MAX_GIF_AXIS_PIXELS = 2 ** 16 - 1

/** Pictures of one GIF: five minutes of eight a second. */
export const MAX_GIF_PICTURES = 2400

/** Rectangles of one model: 4 corners of 12 bytes and 6 indices each, 288 MiB. */
export const MAX_MODEL_FACES = 2 ** 22

/** Blocks of one video: two hours of 30 a second. */
export const MAX_VIDEO_BLOCKS = 216_000
