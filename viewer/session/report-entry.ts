/**
 * The scenario behind an entry of a report, as the source of a run.
 *
 * A report has the text of scenarios that its suite writes out, and paths of the others. A path is looked for
 * among the files that came with the report first, and then in the library, where the suites that come with
 * Thunderline have theirs.
 */

import type { RunSource } from '../../engine/protocol/simulation-api.ts'
import type { EntryReport } from '../../engine/qa/report-schema.ts'
import { EntrySourceError } from './errors.ts'
import { isScenarioText, type NamedBytes } from './open-input.ts'

/** What the library has; its own functions outside of tests. */
export interface Library {
  /** The text of the scenario at a path, undefined where there is none. */
  findText(path: string): string | undefined
  /** A text with the files it refers to, those given first. */
  complete(text: string, given: Readonly<Record<string, Uint8Array>>): Promise<RunSource>
}

/**
 * Finds what an entry ran.
 *
 * @param files that came with the report.
 * @throws {EntrySourceError} where its scenario is nowhere.
 * @throws {PatternFileMissingError} where a file that it refers to is nowhere.
 */
export async function sourceOfEntry(
  { name, path, document }: Pick<EntryReport, 'name' | 'path' | 'document'>,
  files: readonly NamedBytes[],
  library: Library,
): Promise<RunSource> {
  const given = Object.fromEntries(files.map((file) => [baseName(file.name), file.bytes]))
  const beside = path === null ? undefined : files.find((file) => matches(file, path))
  const text =
    document ??
    (beside && new TextDecoder().decode(beside.bytes)) ??
    (path === null ? undefined : library.findText(path))
  if (text === undefined) throw new EntrySourceError({ entry: name, path: path ?? 'of no path' })
  return library.complete(text, given)
}

function matches({ name, bytes }: NamedBytes, path: string): boolean {
  return baseName(name) === baseName(path) && isScenarioText(new TextDecoder().decode(bytes))
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
