/**
 * Writes `.npz`: named arrays, each a `.npy` of version 1.0, in one ZIP file whose entries are stored as
 * they are (PKWARE, APPNOTE 6.3.10, without ZIP64). Equal arrays, equal bytes: entries have no date.
 */
import { crc32 } from '../../math/crc32.ts'
import { ArrayFileError } from '../errors.ts'
import { encodeArray, type NumericArray } from './encode-array.ts'

/** An array by the name that NumPy's `load` gives it. */
export interface NamedArray extends NumericArray {
  readonly name: string
}

/** What a file without ZIP64 can hold, less some room for headers. */
const MAX_NPZ_BYTES = 2 ** 31
const MAX_ENTRIES = 4096

const LOCAL_HEADER_BYTES = 30
const CENTRAL_HEADER_BYTES = 46
const END_BYTES = 22
/** 2.0, the first with folders; all that is used here. */
const ZIP_VERSION = 20
/** Names are UTF-8. */
const UTF8_FLAG = 0x800
/** 1 January 1980, the first day there is. */
const FIRST_DATE = 0x21

/**
 * The bytes of a file with these arrays, in their order.
 *
 * @throws {ArrayFileError} where they are too many, or too large together.
 */
export function writeNpz(arrays: readonly NamedArray[]): Uint8Array<ArrayBuffer> {
  const entries = arrays.map((array) => {
    const path = new TextEncoder().encode(`${array.name.toWellFormed()}.npy`)
    return { path, bytes: encodeArray(array) }
  })
  const sizes = entries.map(({ path, bytes }) => {
    return LOCAL_HEADER_BYTES + CENTRAL_HEADER_BYTES + 2 * path.length + bytes.length
  })
  const fileBytes = sizes.reduce((sum, size) => sum + size, END_BYTES)
  if (entries.length > MAX_ENTRIES || fileBytes > MAX_NPZ_BYTES) {
    throw new ArrayFileError({ arrays: entries.length, bytes: fileBytes, maxBytes: MAX_NPZ_BYTES })
  }
  const file = new Uint8Array(fileBytes)
  const view = new DataView(file.buffer)
  const places: number[] = []
  let at = 0
  for (const { path, bytes } of entries) {
    places.push(at)
    view.setUint32(at, 0x04034b50, true)
    writeFacts(view, at + 4, path, bytes)
    file.set(path, at + LOCAL_HEADER_BYTES)
    at += LOCAL_HEADER_BYTES + path.length
    file.set(bytes, at)
    at += bytes.length
  }
  const directory = at
  for (const [i, { path, bytes }] of entries.entries()) {
    view.setUint32(at, 0x02014b50, true)
    view.setUint16(at + 4, ZIP_VERSION, true)
    writeFacts(view, at + 6, path, bytes)
    view.setUint32(at + 42, places[i]!, true)
    file.set(path, at + CENTRAL_HEADER_BYTES)
    at += CENTRAL_HEADER_BYTES + path.length
  }
  view.setUint32(at, 0x06054b50, true)
  view.setUint16(at + 8, entries.length, true)
  view.setUint16(at + 10, entries.length, true)
  view.setUint32(at + 12, at - directory, true)
  view.setUint32(at + 16, directory, true)
  return file
}

/** What both headers of an entry say of it, in the same order. */
function writeFacts(view: DataView, at: number, path: Uint8Array, bytes: Uint8Array): void {
  view.setUint16(at, ZIP_VERSION, true)
  view.setUint16(at + 2, UTF8_FLAG, true)
  view.setUint16(at + 8, FIRST_DATE, true)
  view.setUint32(at + 10, crc32(bytes), true)
  view.setUint32(at + 14, bytes.length, true)
  view.setUint32(at + 18, bytes.length, true)
  view.setUint16(at + 22, path.length, true)
}
