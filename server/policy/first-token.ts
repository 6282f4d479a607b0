/**
 * The token of whoever started the server: made when there is none yet, and kept in a file beside the record that its
 * owner alone can read.
 */
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { SCOPES } from '../../engine/resources/operation.ts'
import type { KnownRecord } from '../../engine/telemetry/event-types.ts'
import { IdempotencyConflictError } from '../events/errors.ts'
import { createToken } from './create-token.ts'
import { ANONYMOUS } from './gate.ts'
import type { PolicyGate } from './policy-gate.ts'
import { parseToken } from './token-text.ts'

/** The name of the file, in the folder of the record. */
const TOKEN_FILE = 'token'
/** Of one that is not known yet to count. */
const MADE_FILE = /^token\.[0-9a-f]{16}\.made$/
const MAX_FILE_CHARS = 200

/** Whoever is first puts the token on record; the event of each other says something else under this key. */
const FIRST_KEY = 'first-token'

/** So long the token of another process is waited for, until this one has heard of it. */
const OTHERS_MS = 5000
const LOOK_MS = 100

type Gate = Pick<PolicyGate, 'authenticate' | 'governance'>

/**
 * The token in the file; undefined where there is none that counts. Where no token was ever made, one with all scopes
 * is: first in a file of its own, then on record, then under its name, so that no kill leaves one that counts and that
 * nobody has. Of several servers that start at once on one record one makes it.
 *
 * @param publisher resolves when what is made of events has it.
 */
export async function openFirstToken(
  folder: string,
  gate: Gate,
  publisher: { publishEvent(event: KnownRecord): Promise<unknown> },
): Promise<string | undefined> {
  const { tokens } = await gate.governance.refresh()
  if (tokens.size > 0) return await findCounting(folder, gate)
  const { id, token, created } = createToken({ name: 'first', scopes: SCOPES, by: 'first-start' })
  const made = `${TOKEN_FILE}.${id}.made`
  await writeOwnFile(join(folder, made), token)
  try {
    await publisher.publishEvent({
      ...{ kind: 'record', name: 'token.created' },
      idempotencyKey: FIRST_KEY,
      data: created,
    })
  } catch (error) {
    if (!(error instanceof IdempotencyConflictError)) throw error
    await rm(join(folder, made), { force: true })
    return await waitForOthers(folder, gate)
  }
  await rename(join(folder, made), join(folder, TOKEN_FILE))
  await gate.governance.refresh()
  return token
}

/** The token that another process has made, where it shares the folder. */
async function waitForOthers(folder: string, gate: Gate): Promise<string | undefined> {
  for (let waitedMs = 0; waitedMs < OTHERS_MS; waitedMs += LOOK_MS) {
    await gate.governance.refresh()
    const token = await findCounting(folder, gate)
    if (token !== undefined || (await listFiles(folder)).length === 0) return token
    await wait(LOOK_MS)
  }
  return undefined
}

/** The first token of a folder that counts, which then has the name of its file. */
async function findCounting(folder: string, gate: Gate): Promise<string | undefined> {
  for (const name of await listFiles(folder)) {
    const token = await readTokenFile(join(folder, name))
    if (token === undefined) continue
    if ((await gate.authenticate(`Bearer ${token}`)).id === ANONYMOUS.id) continue
    // Whoever made it may be faster, or was killed before.
    if (name !== TOKEN_FILE)
      await rename(join(folder, name), join(folder, TOKEN_FILE)).catch(() => {})
    return token
  }
  return undefined
}

/** Files of a folder that may have a token, that of its name first. */
async function listFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => [])
  const made = names.filter((name) => MADE_FILE.test(name)).toSorted()
  return names.includes(TOKEN_FILE) ? [TOKEN_FILE, ...made] : made
}

/** The token of a file, whether it counts or not; undefined where there is none. */
async function readTokenFile(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const token = text.slice(0, MAX_FILE_CHARS).trim()
  return parseToken(token) === undefined ? undefined : token
}

/** Writes a token for its owner alone; the file is whole, or is what it was. */
export async function writeTokenFile(folder: string, token: string): Promise<string> {
  const path = join(folder, TOKEN_FILE)
  await writeOwnFile(path, token)
  return path
}

async function writeOwnFile(path: string, token: string): Promise<void> {
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
}
