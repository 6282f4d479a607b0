/**
 * NumPy's `.npy`: a byte a cell, axes (z, y, x), (y, x) or (x).
 *
 * After the magic come a version, the length of a header and the header itself, a Python literal
 * such as `{'descr': '|u1', 'fortran_order': False, 'shape': (4, 4), }`. Bytes, booleans and
 * signed bytes from 0 on are states as they are. In Fortran order the first axis is the fastest.
 */

import type { Dimensions, Size } from '../lattice/size.ts'
import { assertAxis } from './assert-axis.ts'
import { cellListFromDense } from './cell-list.ts'
import {
  PatternLimitError,
  PatternSyntaxError,
  PatternTruncatedError,
  UnsupportedPatternError,
} from './errors.ts'
import { MAX_NPY_HEADER_BYTES, MAX_PATTERN_CELLS } from './limits.ts'
import type { Pattern } from './pattern.ts'

const BYTE_TYPES = ['|u1', '|b1', '|i1']

/**
 * Reads a .npy file.
 *
 * @throws {PatternError} where it is none, holds other numbers than bytes, or is beyond the limits.
 */
export function readNpy(bytes: Uint8Array): Pattern {
  const { headerStart, dataStart } = findHeader(bytes)
  const header = parseHeader(bytes, headerStart, dataStart)
  const { size, dimensions, isFortranOrder, isSigned } = header
  const cellCount = size.x * size.y * size.z
  const found = bytes.length - dataStart
  if (found < cellCount) {
    const expected = `${cellCount} bytes of cells (${found} are there)`
    throw new PatternTruncatedError({ format: 'npy', byteOffset: bytes.length, expected })
  }
  const data = bytes.subarray(dataStart, dataStart + cellCount)
  if (isSigned) assertNotNegative(data, dataStart)
  const dense = isFortranOrder ? toCOrder(data, size) : data
  assertCellCount(dense)
  return {
    format: 'npy',
    name: undefined,
    comments: [],
    ruleText: undefined,
    dimensions,
    size,
    cells: cellListFromDense(dense, size),
    generation: undefined,
    world: undefined,
    originInWorld: undefined,
  }
}

function findHeader(bytes: Uint8Array): { headerStart: number; dataStart: number } {
  const major = bytes[6]
  if (bytes.length < 12) {
    const expected = 'a .npy header'
    throw new PatternTruncatedError({ format: 'npy', byteOffset: bytes.length, expected })
  }
  if (major !== 1 && major !== 2 && major !== 3) {
    const found = `version ${major}`
    throw new UnsupportedPatternError({ format: 'npy', byteOffset: 6, found, expected: '1 to 3' })
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerBytes = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (headerBytes > MAX_NPY_HEADER_BYTES) {
    throw new PatternLimitError({
      format: 'npy',
      byteOffset: 8,
      what: 'a header length in bytes',
      found: headerBytes,
      limit: MAX_NPY_HEADER_BYTES,
    })
  }
  const headerStart = major === 1 ? 10 : 12
  const dataStart = headerStart + headerBytes
  if (dataStart > bytes.length) {
    const expected = `a header of ${headerBytes} bytes`
    throw new PatternTruncatedError({ format: 'npy', byteOffset: bytes.length, expected })
  }
  return { headerStart, dataStart }
}

interface NpyHeader {
  readonly size: Size
  readonly dimensions: Dimensions
  readonly isFortranOrder: boolean
  readonly isSigned: boolean
}

function parseHeader(bytes: Uint8Array, start: number, end: number): NpyHeader {
  const text = new TextDecoder('latin1').decode(bytes.subarray(start, end))
  const place = { format: 'npy', byteOffset: start } as const
  const type = /['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|\[)/.exec(text)
  const order = /['"]fortran_order['"]\s*:\s*(True|False)\b/.exec(text)?.[1]
  const shape = /['"]shape['"]\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1]
  if (type === null || order === undefined || shape === undefined) {
    const expected = 'a dictionary of descr, fortran_order and shape'
    throw new PatternSyntaxError({ ...place, found: text.slice(0, 40), expected })
  }
  const descr = type[1] ?? 'a structured type'
  if (!BYTE_TYPES.includes(descr)) {
    const expected = '|u1, |b1 or |i1 (astype("uint8") gives it)'
    throw new UnsupportedPatternError({ ...place, found: `dtype ${descr}`, expected })
  }
  const axes = shape
    .split(',')
    .map((axis) => axis.trim())
    .filter((axis) => axis !== '')
    .map((digits) => assertAxis('npy', bytes, start, 'an axis', digits))
  if (axes.length < 1 || axes.length > 3 || axes.includes(0)) {
    const expected = '1 to 3 axes (z, y, x) of at least one cell'
    throw new UnsupportedPatternError({ ...place, found: `shape (${shape})`, expected })
  }
  const [x = 1, y = 1, z = 1] = axes.toReversed()
  return {
    size: { x, y, z },
    dimensions: axes.length as Dimensions,
    isFortranOrder: order === 'True',
    isSigned: descr.includes('i'),
  }
}

function assertNotNegative(data: Uint8Array, dataStart: number): void {
  const at = data.findIndex((byte) => byte > 127)
  if (at < 0) return
  throw new PatternSyntaxError({
    format: 'npy',
    byteOffset: dataStart + at,
    found: data[at]! - 256,
    expected: 'a state from 0 on',
  })
}

function assertCellCount(dense: Uint8Array): void {
  let count = 0
  for (let i = 0; i < dense.length; i++) if (dense[i] !== 0) count++
  if (count <= MAX_PATTERN_CELLS) return
  throw new PatternLimitError({
    format: 'npy',
    what: 'a number of cells',
    found: count,
    limit: MAX_PATTERN_CELLS,
  })
}

/** From first axis fastest (z, then y, then x) to flat order. */
function toCOrder(data: Uint8Array, { x: width, y: height, z: depth }: Size): Uint8Array {
  const ordered = new Uint8Array(data.length)
  let from = 0
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      for (let z = 0; z < depth; z++) ordered[x + width * (y + height * z)] = data[from++]!
    }
  }
  return ordered
}
