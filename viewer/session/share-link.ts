/**
 * A run as the fragment of an address, and back.
 *
 * The fragment is a list of `key=value` pairs that a person can read and change; only files and
 * edits are packed (gzip, base64url). It is never sent to a server. Everything that decides the run is in
 * it, so whoever opens it gets the same bits; `tick` says how far to run before showing it.
 */
import type { EditEvent } from '../../engine/protocol/inspect-api.ts'
import type { RunSource } from '../../engine/protocol/simulation-api.ts'
import type { RunOverrides } from '../../engine/scenario/run.ts'
import { LinkInvalidError, LinkTooLongError } from './errors.ts'
import { decodeBase64Url, encodeBase64Url, gunzip, gzip } from './gzip.ts'

/** Browsers take far more; mail programs and chats do not. */
export const MAX_LINK_CHARACTERS = 16_000
/** What a link's files may unpack to: a bound against gzip bombs. */
export const MAX_LINK_FILE_BYTES = 8 * 1024 * 1024
/** The version of the fragment's form. */
const LINK_VERSION = '1'
const FILE_PREFIX = 'file:'
const EDITS = 'edits'
const STATE = 'state'
/** The density of a soup whose link names none. */
const DEFAULT_DENSITY = 128

/** What a link holds. */
export type SharedRun = Told &
  (
    | /** An entry of the library, by its file name without extension. */ {
        readonly kind: 'library'
        readonly id: string
      }
    | { readonly kind: 'source'; readonly source: RunSource }
  )

/** A state that the run comes to, by which whoever opens the link checks that it is the same run. */
export interface LinkedState {
  readonly tick: number
  /** SHA-256, lower-case hex. */
  readonly stateHash: string
}

interface Told {
  readonly tick: number
  /** Undefined in links that say none. */
  readonly state?: LinkedState | undefined
  /** What was changed by hand; those of a link that was read are still to be checked. */
  readonly edits: readonly EditEvent[]
}

/**
 * Writes the fragment, without the `#`.
 *
 * @throws {LinkTooLongError} when it would have more than MAX_LINK_CHARACTERS characters.
 */
export async function encodeShareLink(shared: SharedRun): Promise<string> {
  const fields = new URLSearchParams({ v: LINK_VERSION })
  if (shared.kind === 'library') fields.set('scenario', shared.id)
  else await writeSource(fields, shared.source)
  if (shared.edits.length > 0) {
    fields.set(EDITS, await pack(new TextEncoder().encode(JSON.stringify(shared.edits))))
  }
  if (shared.tick > 0) fields.set('tick', String(shared.tick))
  if (shared.state !== undefined) {
    fields.set(STATE, `${shared.state.tick}.${shared.state.stateHash}`)
  }
  const text = fields.toString()
  if (text.length > MAX_LINK_CHARACTERS) {
    throw new LinkTooLongError({ characters: text.length, maxCharacters: MAX_LINK_CHARACTERS })
  }
  return text
}

/**
 * Reads a fragment, with or without its `#`; undefined when it is empty.
 *
 * @throws {LinkInvalidError} naming the part that is wrong.
 */
export async function decodeShareLink(fragment: string): Promise<SharedRun | undefined> {
  const text = fragment.startsWith('#') ? fragment.slice(1) : fragment
  if (text === '') return undefined
  const fields = new URLSearchParams(text)
  const version = fields.get('v')
  if (version !== LINK_VERSION) {
    throw new LinkInvalidError({ part: 'v', found: quote(version), wanted: LINK_VERSION })
  }
  const tick = readWhole(fields, 'tick', 0, Number.MAX_SAFE_INTEGER)
  const told = { tick: tick ?? 0, edits: await readEdits(fields), state: readState(fields) }
  const id = fields.get('scenario')
  if (id !== null) return { kind: 'library', id, ...told }
  return { kind: 'source', source: await readSource(fields), ...told }
}

async function writeSource(fields: URLSearchParams, source: RunSource): Promise<void> {
  switch (source.kind) {
    case 'soup':
      writeOverrides(fields, { ...source.overrides, rule: source.rule })
      fields.set('density', String(source.density))
      return
    case 'pattern':
      if (source.fileName !== undefined) fields.set('name', source.fileName)
      fields.set('pattern', await pack(source.bytes))
      await writeFiles(fields, source.files ?? {})
      writeOverrides(fields, source.overrides ?? {})
      return
    case 'scenario':
      fields.set('text', await pack(new TextEncoder().encode(source.text)))
      await writeFiles(fields, source.files)
      writeOverrides(fields, source.overrides ?? {})
      return
    default:
      source satisfies never
  }
}

async function readEdits(fields: URLSearchParams): Promise<readonly EditEvent[]> {
  if (!fields.has(EDITS)) return []
  const text = new TextDecoder().decode(await unpack(fields, EDITS))
  try {
    const edits: unknown = JSON.parse(text)
    if (Array.isArray(edits)) return edits as readonly EditEvent[]
  } catch {}
  throw new LinkInvalidError({
    part: EDITS,
    found: quote(text),
    wanted: 'a list of events, as JSON',
  })
}

async function writeFiles(
  fields: URLSearchParams,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    fields.set(FILE_PREFIX + path, await pack(bytes))
  }
}

function readState(fields: URLSearchParams): LinkedState | undefined {
  const text = fields.get(STATE)
  if (text === null) return undefined
  const [, digits = '', stateHash = ''] = /^(\d{1,16})\.([0-9a-f]{64})$/.exec(text) ?? []
  const tick = Number(digits)
  if (stateHash !== '' && Number.isSafeInteger(tick)) return { tick, stateHash }
  const wanted = 'a tick, a dot and the 64 digits of a SHA-256'
  throw new LinkInvalidError({ part: STATE, found: quote(text), wanted })
}

async function readFiles(fields: URLSearchParams): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {}
  for (const key of fields.keys()) {
    if (key.startsWith(FILE_PREFIX)) {
      files[key.slice(FILE_PREFIX.length)] = await unpack(fields, key)
    }
  }
  return files
}

async function readSource(fields: URLSearchParams): Promise<RunSource> {
  const overrides = readOverrides(fields)
  if (fields.has('text')) {
    const text = new TextDecoder().decode(await unpack(fields, 'text'))
    return { kind: 'scenario', text, files: await readFiles(fields), overrides }
  }
  if (fields.has('pattern')) {
    const bytes = await unpack(fields, 'pattern')
    const fileName = fields.get('name')
    const files = await readFiles(fields)
    return {
      kind: 'pattern',
      bytes,
      overrides,
      ...(fileName === null ? {} : { fileName }),
      ...(Object.keys(files).length === 0 ? {} : { files }),
    }
  }
  const { rule, ...rest } = overrides
  if (rule === undefined) {
    const wanted = 'a rule (or the link a pattern or scenario)'
    throw new LinkInvalidError({ part: 'rule', found: 'missing', wanted })
  }
  const density = readWhole(fields, 'density', 0, 255) ?? DEFAULT_DENSITY
  return { kind: 'soup', rule, density, overrides: rest }
}

const OVERRIDES = ['rule', 'size', 'topology', 'seed'] as const

function writeOverrides(fields: URLSearchParams, overrides: RunOverrides): void {
  for (const key of OVERRIDES) {
    const value = overrides[key]
    if (value !== undefined) fields.set(key, value)
  }
}

function readOverrides(fields: URLSearchParams): RunOverrides {
  const given = OVERRIDES.flatMap((key) => {
    const value = fields.get(key)
    return value === null ? [] : [[key, value]]
  })
  return Object.fromEntries(given)
}

function readWhole(
  fields: URLSearchParams,
  part: string,
  min: number,
  max: number,
): number | undefined {
  const text = fields.get(part)
  if (text === null) return undefined
  const value = Number(text)
  if (!/^\d{1,16}$/.test(text) || value < min || value > max) {
    const wanted = `a whole number from ${min} to ${max}`
    throw new LinkInvalidError({ part, found: quote(text), wanted })
  }
  return value
}

async function pack(bytes: Uint8Array): Promise<string> {
  return encodeBase64Url(await gzip(new Uint8Array(bytes)))
}

async function unpack(fields: URLSearchParams, part: string): Promise<Uint8Array<ArrayBuffer>> {
  const text = fields.get(part) ?? ''
  const packed = decodeBase64Url(text)
  if (packed === undefined) {
    throw new LinkInvalidError({ part, found: quote(text), wanted: 'base64url text' })
  }
  try {
    return await gunzip(packed, MAX_LINK_FILE_BYTES)
  } catch (thrown) {
    const isTooLarge = thrown instanceof RangeError
    throw new LinkInvalidError({
      part,
      found: isTooLarge ? `more than ${MAX_LINK_FILE_BYTES} bytes unpacked` : 'damaged or cut off',
      wanted: 'a whole gzip stream of a file a link may hold',
    })
  }
}

function quote(text: string | null): string {
  if (text === null) return 'missing'
  return text.length > 40 ? `"${text.slice(0, 40)}..."` : `"${text}"`
}
