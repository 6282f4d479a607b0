/**
 * The token of whoever started the server: made when there is none yet, and kept in a file beside the record that its
 * owner alone can read.
 */
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { SCOPES } from '../../engine/resources/operation.ts'
import type { KnownRecord } from '../../engine/telemetry/event-types.ts'
import { createToken } from './create-token.ts'
import { ANONYMOUS } from './gate.ts'
import type { PolicyGate } from './policy-gate.ts'
import { parseToken } from './token-text.ts'

/** The name of the file, in the folder of the record. */
const TOKEN_FILE = 'token'
const MAX_FILE_CHARS = 200

/**
 * The token in the file; undefined where there is none that counts. Where no token was ever made, one with all scopes
 * is: first in the file, then on record, so that no kill leaves one that counts and that nobody has.
 *
 * @param publisher resolves when what is made of events has it.
 */
export async function openFirstToken(
  folder: string,
  gate: Pick<PolicyGate, 'authenticate' | 'governance'>,
  publisher: { publishEvent(event: KnownRecord): Promise<unknown> },
): Promise<string | undefined> {
  const { tokens } = await gate.governance.refresh()
  if (tokens.size > 0) {
    const token = await readTokenFile(folder)
    if (token === undefined) return undefined
    return (await gate.authenticate(`Bearer ${token}`)).id === ANONYMOUS.id ? undefined : token
  }
  const { token, created } = createToken({ name: 'first', scopes: SCOPES, by: 'first-start' })
  await writeTokenFile(folder, token)
  await publisher.publishEvent({ kind: 'record', name: 'token.created', data: created })
  await gate.governance.refresh()
  return token
}

/** The token of a folder, whether it counts or not; undefined where there is none. */
async function readTokenFile(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, TOKEN_FILE), 'utf8').catch(() => '')
  const token = text.slice(0, MAX_FILE_CHARS).trim()
  return parseToken(token) === undefined ? undefined : token
}

/** Writes a token for its owner alone; the file is whole, or is what it was. */
export async function writeTokenFile(folder: string, token: string): Promise<string> {
  const path = join(folder, TOKEN_FILE)
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    // One that was left there by a kill keeps the mode that it had.
    await file.chmod(0o600)
    await file.writeFile(`${token}\n`)
    await file.datasync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
  return path
}
