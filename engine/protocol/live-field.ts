/**
 * The numbers of a channel, or of another plane, as a picture of a run carries them: signed, little-endian, each in as
 * few bytes as hold all of them. So numbers have one wire form.
 */

/** The most numbers that a picture carries: 128 cubed, 8 MiB where they need 4 bytes each. */
export const MAX_LIVE_FIELD_CELLS = 2 ** 21

/** The longest name of a channel or a plane that can be wished for. */
export const MAX_FIELD_NAME_CHARS = 128

/** Bytes a number. */
export type FieldWidth = 1 | 2 | 4

/** A channel or another plane of a living world, by its name in `LivingInfo`. */
export interface LiveField {
  readonly name: string
  /** Raw numbers, one a cell in flat order. */
  readonly values: Int32Array
}

/** In how few bytes each of these numbers fits. */
export function fieldWidthOf(values: Int32Array): FieldWidth {
  let low = 0
  let high = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value < low) low = value
    else if (value > high) high = value
  }
  const fits = (bits: number) => low >= -(2 ** (bits - 1)) && high < 2 ** (bits - 1)
  if (fits(8)) return 1
  return fits(16) ? 2 : 4
}

/** Writes numbers into room of just their bytes. */
export function writeFieldValues(values: Int32Array, width: FieldWidth, into: Uint8Array): void {
  const view = new DataView(into.buffer, into.byteOffset, into.byteLength)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (width === 1) view.setInt8(i, value)
    else if (width === 2) view.setInt16(2 * i, value, true)
    else view.setInt32(4 * i, value, true)
  }
}

/** Reads numbers out of just their bytes. */
export function readFieldValues(bytes: Uint8Array, width: FieldWidth): Int32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values = new Int32Array(bytes.length / width)
  for (let i = 0; i < values.length; i++) {
    if (width === 1) values[i] = view.getInt8(i)
    else if (width === 2) values[i] = view.getInt16(2 * i, true)
    else values[i] = view.getInt32(4 * i, true)
  }
  return values
}
