/** Numbers as NumPy stores them: `.npy` version 1.0, in C order, little-endian. */

/** The numbers of an array, and how long each of its axes is, the slowest first; none is a single number. */
export interface NumericArray {
  readonly shape: readonly number[]
  readonly values: Uint8Array | Int32Array | Float32Array | Float64Array | BigInt64Array
}

/** The data begins at a multiple of this, as NumPy writes it, so that it can be mapped. */
const ALIGNMENT_BYTES = 64
const PREFIX_BYTES = 10

/** The bytes of an array as a `.npy` file. */
export function encodeArray({ shape, values }: NumericArray): Uint8Array<ArrayBuffer> {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const header = `{'descr': '${typeOf(values)}', 'fortran_order': False, 'shape': (${axes}), }`
  const start = Math.ceil((PREFIX_BYTES + header.length + 1) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES
  const bytes = new Uint8Array(start + values.byteLength)
  const text = `\x93NUMPY\x01\x00__${header.padEnd(start - PREFIX_BYTES - 1)}\n`
  for (let i = 0; i < start; i++) bytes[i] = text.charCodeAt(i)
  new DataView(bytes.buffer).setUint16(8, start - PREFIX_BYTES, true)
  // Typed arrays are little-endian wherever browsers and Node run.
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), start)
  return bytes
}

function typeOf(values: NumericArray['values']): string {
  if (values instanceof Uint8Array) return '|u1'
  if (values instanceof Int32Array) return '<i4'
  if (values instanceof Float32Array) return '<f4'
  return values instanceof Float64Array ? '<f8' : '<i8'
}
