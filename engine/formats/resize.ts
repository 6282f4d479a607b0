/** Typed arrays of another length; `ArrayBuffer.transfer` would do it where every runtime had it. */

type IntegerArray = Uint8Array | Uint16Array | Uint32Array | Int32Array

/** A copy with this many elements: cut off at the end, or filled up with zeros. */
export function resize<Elements extends IntegerArray>(source: Elements, length: number): Elements {
  const resized = new (source.constructor as new (length: number) => Elements)(length)
  resized.set(source.subarray(0, Math.min(length, source.length)))
  return resized
}
