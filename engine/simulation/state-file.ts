/**
 * State files: a moment of a run, from which the same run goes on elsewhere as if it had never
 * stopped, on any back end.
 *
 *   8 bytes   89 54 4c 53 0d 0a 1a 0a: what transfers spoil that take a file for text
 *   u32       format version (2)
 *   gzip      u32 length of the header, the header (`state-header.ts`), the sections
 *             (`state-sections.ts`) one after another
 *   32 bytes  SHA-256 of all before it
 *
 * Integers are little-endian. The hash is checked before anything is inflated, so damage is told at
 * once; and since a forged file has a sound hash, every length is checked against what the run itself
 * says before there is memory for it. A file holds no rule and no scenario: it names the run by its
 * content (`run-identity.ts`), and whoever goes on from it opens that run anew.
 */
import { createSha256 } from '../math/sha256.ts'
import { StateFileError } from './errors.ts'

const MAGIC = Uint8Array.of(0x89, 0x54, 0x4c, 0x53, 0x0d, 0x0a, 0x1a, 0x0a)

const STATE_FILE_VERSION = 2

const HEAD_BYTES = MAGIC.length + 4
const HASH_BYTES = 32

/** No state file is larger: what is read of the disk at once. */
export const MAX_STATE_FILE_BYTES = 256 * 2 ** 20

/** The most cells of the box of a world without an end: 2^27. */
export const MAX_STATE_BOX_CELLS = 2 ** 27

/** Puts what is deflated into a file. */
export async function sealStateFile(deflated: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const file = new Uint8Array(HEAD_BYTES + deflated.length + HASH_BYTES)
  if (file.length > MAX_STATE_FILE_BYTES) {
    fail(`a state of ${file.length} bytes`, `files of at most ${MAX_STATE_FILE_BYTES} are written`)
  }
  file.set(MAGIC)
  new DataView(file.buffer).setUint32(MAGIC.length, STATE_FILE_VERSION, true)
  file.set(deflated, HEAD_BYTES)
  file.set(await hashOf(file.subarray(0, -HASH_BYTES)), file.length - HASH_BYTES)
  return file
}

/**
 * What is deflated in a file, which is a view of its memory.
 *
 * @param file anything at all.
 * @throws {StateFileError} where it is no state file, of another version, or damaged.
 */
export async function unsealStateFile(file: unknown): Promise<Uint8Array> {
  if (!(file instanceof Uint8Array)) return fail('what is no bytes', 'a state file is wanted')
  if (file.length < HEAD_BYTES + HASH_BYTES || MAGIC.some((byte, i) => file[i] !== byte)) {
    fail('another kind of file', 'one that --save has written is wanted')
  }
  if (file.length > MAX_STATE_FILE_BYTES) {
    fail(`a file of ${file.length} bytes`, `at most ${MAX_STATE_FILE_BYTES} are read`)
  }
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const version = view.getUint32(MAGIC.length, true)
  if (version !== STATE_FILE_VERSION) {
    fail(`a file of version ${version}`, `version ${STATE_FILE_VERSION} is wanted`)
  }
  const hash = await hashOf(file.subarray(0, -HASH_BYTES))
  if (hash.some((byte, i) => byte !== file[file.length - HASH_BYTES + i])) {
    fail('a damaged file', 'its SHA-256 is wanted at its end')
  }
  return file.subarray(HEAD_BYTES, -HASH_BYTES)
}

async function hashOf(bytes: Uint8Array): Promise<Uint8Array> {
  const sha = await createSha256()
  sha.update(bytes)
  return Uint8Array.from(sha.digestHex().match(/../g)!, (pair) => Number.parseInt(pair, 16))
}

function fail(found: string, wanted: string): never {
  throw new StateFileError({ found, wanted })
}
