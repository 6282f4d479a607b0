/** The source of a run as a replay file holds it, files in base64, and back. */
import { decodeBase64, encodeBase64 } from '../../formats/base64.ts'
import type { OpenOptions, RunSource } from '../../protocol/simulation-api.ts'
import { ReplayFileError } from './errors.ts'
import type { ReplaySource } from './replay-record.ts'

type Files = Readonly<Record<string, Uint8Array>>

/** What a header says of where its run comes from; equal sources are equal records. */
export function writeSource(source: RunSource): ReplaySource {
  switch (source.kind) {
    case 'scenario': {
      const { kind, text, files } = source
      return { kind, text, files: writeFiles(files), ...given(source) }
    }
    case 'pattern': {
      const { kind, bytes, fileName, files } = source
      return {
        kind,
        data: encodeBase64(bytes),
        ...(fileName === undefined ? {} : { fileName }),
        ...(files === undefined ? {} : { files: writeFiles(files) }),
        ...given(source),
      }
    }
    case 'soup': {
      const { kind, rule, density } = source
      return { kind, rule, density, ...given(source) }
    }
    default:
      return source satisfies never
  }
}

/**
 * The source that a header holds.
 *
 * @throws {ReplayFileError} where a file is no base64.
 */
export function readSource(source: ReplaySource): RunSource {
  switch (source.kind) {
    case 'scenario': {
      const { kind, text, files } = source
      return { kind, text, files: readFiles(files), ...given(source) }
    }
    case 'pattern': {
      const { kind, data, fileName, files } = source
      return {
        kind,
        bytes: decode(data, 'the pattern'),
        ...(fileName === undefined ? {} : { fileName }),
        ...(files === undefined ? {} : { files: readFiles(files) }),
        ...given(source),
      }
    }
    case 'soup': {
      const { kind, rule, density } = source
      return { kind, rule, density, ...given(source) }
    }
    default:
      return source satisfies never
  }
}

/** Overrides without what nobody said. */
function given({ overrides }: { readonly overrides?: object | undefined }): {
  overrides?: OpenOptions
} {
  const said = Object.entries(overrides ?? {}).filter(([, value]) => value !== undefined)
  return said.length === 0 ? {} : { overrides: Object.fromEntries(said.toSorted(byName)) }
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

function writeFiles(files: Files): Record<string, string> {
  const named = Object.entries(files).toSorted(byName)
  return Object.fromEntries(named.map(([path, bytes]) => [path, encodeBase64(bytes)]))
}

function readFiles(files: Readonly<Record<string, string>>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, decode(text, path)]))
}

function decode(text: string, what: string): Uint8Array<ArrayBuffer> {
  const bytes = decodeBase64(text)
  if (bytes !== undefined) return bytes
  throw new ReplayFileError({
    line: 1,
    found: `${what} is no base64`,
    wanted: 'its bytes are wanted',
  })
}
