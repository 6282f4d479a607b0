/** Numbers as the bytes that files and hashes have: the lowest byte first, on every machine. */

/** An array of whole numbers of up to 32 bits. */
export type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array

const IS_LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** The bytes of numbers; they may be the numbers' own memory, and are only to be read. */
export function toLittleEndian(numbers: Numbers): Uint8Array {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
  return IS_LITTLE ? bytes : swapBytes(bytes, numbers.BYTES_PER_ELEMENT)
}

/** The bytes of numbers of another size, which share no memory with what is made of them. */
export function fromLittleEndian(bytes: Uint8Array, bytesEach: number): ArrayBuffer {
  const own = IS_LITTLE ? bytes.slice() : swapBytes(bytes, bytesEach)
  return own.buffer as ArrayBuffer
}

function swapBytes(bytes: Uint8Array, bytesEach: number): Uint8Array {
  const last = bytesEach - 1
  return bytes.map((_, i) => bytes[i - (i % bytesEach) + (last - (i % bytesEach))]!)
}
