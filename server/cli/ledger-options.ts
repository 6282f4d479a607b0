/** What several commands of the ledger are given. */
import { UsageError } from '../../engine/cli/errors.ts'
import { parseVerifierKey, type VerifierKey } from '../../engine/ledger/signed-note.ts'
import { readFileBounded } from '../../engine/node/files.ts'

const MAX_KEY_BYTES = 4096
const MAX_NOTE_BYTES = 1024 * 1024

/**
 * A key that is written out, or a file that has it.
 *
 * @throws {NoteError} where it is no key.
 * @throws {FileAccessError} where the file cannot be read.
 */
export async function readKeyOption(text: string): Promise<VerifierKey> {
  // A name has no plus sign, so a key that is written out has two.
  if (text.split('+').length >= 3) return parseVerifierKey(text.trim())
  return parseVerifierKey(decode(await readFileBounded(text, MAX_KEY_BYTES)).trim())
}

/** A note out of a file. */
export async function readNote(path: string): Promise<string> {
  return decode(await readFileBounded(path, MAX_NOTE_BYTES))
}

/**
 * The number of an entry.
 *
 * @throws {UsageError} where it is none.
 */
export function parseSeq(command: string, option: string, text: string): number {
  if (/^(0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text)
  const problem = `${option} is the number of an entry, counted from 0, not ${JSON.stringify(text)}`
  throw new UsageError({ command, problem })
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
