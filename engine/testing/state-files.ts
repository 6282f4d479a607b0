/** State files that somebody has forged: altered inside, with a sound hash. */
import { gunzip, gzip } from '../formats/gzip.ts'
import { sealStateFile, unsealStateFile } from '../simulation/state-file.ts'

/** What is inside of a state file: its header's text, and the bytes of its sections. */
export interface OpenedStateFile {
  readonly header: string
  readonly body: Uint8Array
}

/** Opens a sound state file. */
export async function openStateFile(file: Uint8Array): Promise<OpenedStateFile> {
  const inside = await gunzip(await unsealStateFile(file))
  const length = new DataView(inside.buffer).getUint32(0, true)
  const header = new TextDecoder().decode(inside.subarray(4, 4 + length))
  return { header, body: inside.subarray(4 + length) }
}

/** Makes a file of a header and a body, whatever they say. */
export async function forgeStateFile(
  { header, body }: OpenedStateFile,
  headerBytes = new TextEncoder().encode(header).length,
): Promise<Uint8Array> {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, headerBytes, true)
  return sealStateFile(await gzip(length, new TextEncoder().encode(header), body))
}
