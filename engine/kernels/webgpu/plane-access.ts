/** Writes and reads planes that lie in buffers: states as bytes, four to a word, and words of i32. */
import { MAX_READ_WORDS, type WordAccess } from './word-access.ts'

/** Where a plane lies now. */
export interface PlaneSpot {
  readonly buffer: GPUBuffer
  readonly firstWord: number
}

/**
 * Writes states from a cell on.
 *
 * @throws {DeviceLostError | DeviceMemoryError} when the device is gone or full, here and below.
 */
export async function writeStates(
  access: WordAccess,
  { buffer, firstWord: at }: PlaneSpot,
  cells: Uint8Array,
  firstCell: number,
): Promise<void> {
  for (const { firstWord, count, firstByte } of listParts(firstCell, cells.length)) {
    const words = new Uint32Array(count)
    const bytes = new Uint8Array(words.buffer)
    const from = Math.max(0, firstByte)
    const end = Math.min(cells.length, firstByte + bytes.length)
    // The words at both ends may hold other cells too.
    const isShared = from > firstByte || end < firstByte + bytes.length
    for (const place of isShared ? [0, count - 1] : []) {
      words.set(await access.read(buffer, at + firstWord + place, 1), place)
    }
    bytes.set(cells.subarray(from, end), from - firstByte)
    await access.write(buffer, at + firstWord, words)
  }
}

/** Reads states from a cell on. */
export async function readStates(
  access: WordAccess,
  { buffer, firstWord: at }: PlaneSpot,
  into: Uint8Array,
  firstCell: number,
): Promise<void> {
  for (const { firstWord, count, firstByte } of listParts(firstCell, into.length)) {
    const words = await access.read(buffer, at + firstWord, count)
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
    const from = Math.max(0, firstByte)
    const end = Math.min(into.length, firstByte + bytes.length)
    into.set(bytes.subarray(from - firstByte, end - firstByte), from)
  }
}

/** Writes numbers from a cell on. */
export async function writeNumbers(
  access: WordAccess,
  { buffer, firstWord }: PlaneSpot,
  values: Int32Array,
  firstCell: number,
): Promise<void> {
  for (let from = 0; from < values.length; from += MAX_READ_WORDS) {
    const part = new Int32Array(values.subarray(from, from + MAX_READ_WORDS))
    await access.write(buffer, firstWord + firstCell + from, part)
  }
}

/** Reads numbers from a cell on. */
export async function readNumbers(
  access: WordAccess,
  { buffer, firstWord }: PlaneSpot,
  into: Int32Array,
  firstCell: number,
): Promise<void> {
  for (let from = 0; from < into.length; from += MAX_READ_WORDS) {
    const count = Math.min(MAX_READ_WORDS, into.length - from)
    into.set(await access.read(buffer, firstWord + firstCell + from, count), from)
  }
}

/** Words that cells lie in, in parts that are transferred at once. */
function* listParts(firstCell: number, cells: number) {
  const end = Math.ceil((firstCell + cells) / 4)
  for (let firstWord = Math.floor(firstCell / 4); firstWord < end; firstWord += MAX_READ_WORDS) {
    const count = Math.min(MAX_READ_WORDS, end - firstWord)
    /** Where the first word's first byte lies among the cells; negative before them. */
    yield { firstWord, count, firstByte: 4 * firstWord - firstCell }
  }
}
