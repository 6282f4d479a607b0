/**
 * A scenario with the files it refers to, as one canonical text: what a server keeps of it, and its hash is of.
 *
 * A scenario without files is its document as canonical JSON. One with files is an object of two members, `scenario`
 * and `files`: the document, and the bytes of each file in base64 by its path. No document has just these members.
 */
import { decodeBase64 } from '../formats/base64.ts'
import { canonicalJson } from '../json/canonical-json.ts'
import { compileDocument } from './compile-scenario.ts'
import { ScenarioFileError } from './errors.ts'
import { parseDocument } from './parse-document.ts'
import type { Run, RunOverrides } from './run.ts'

/** The longest text of a bundle. */
export const MAX_BUNDLE_CHARS = 2 ** 20

export interface ScenarioBundle {
  readonly document: unknown
  /** In base64, by their paths as the document has them. */
  readonly files: Readonly<Record<string, string>>
}

/**
 * Writes a bundle.
 *
 * @param text YAML or JSON of a scenario, or of a bundle.
 * @param files beside those of the bundle.
 * @throws {ScenarioSyntaxError} where the text is no document.
 * @throws {CanonicalJsonError} where it has values that JSON has not, or all together are too much.
 */
export function writeBundle(text: string, files: ScenarioBundle['files'] = {}): string {
  const { document, files: own } = splitBundle(parseDocument(text))
  const all = { ...own, ...files }
  const bundle = Object.keys(all).length === 0 ? document : { scenario: document, files: all }
  return canonicalJson(bundle, { maxChars: MAX_BUNDLE_CHARS })
}

/**
 * Reads a bundle, or a scenario without files.
 *
 * @throws {ScenarioSyntaxError} where the text is no document.
 */
export function readBundle(text: string): ScenarioBundle {
  return splitBundle(parseDocument(text))
}

/**
 * Compiles the scenario of a bundle.
 *
 * @throws {ScenarioSyntaxError | ScenarioInvalidError} as `compileScenario` does; files that are not there are faults.
 */
export async function compileBundle(text: string, overrides: RunOverrides = {}): Promise<Run> {
  const { document, files } = readBundle(text)
  const readFile = async (path: string): Promise<Uint8Array> => {
    const content = Object.hasOwn(files, path) ? files[path] : undefined
    const bytes = content === undefined ? undefined : decodeBase64(content)
    if (bytes !== undefined) return bytes
    const reason = content === undefined ? 'it was not sent with the scenario' : 'it is no base64'
    throw new ScenarioFileError({ path, reason })
  }
  return await compileDocument(document, readFile, overrides)
}

function splitBundle(parsed: unknown): ScenarioBundle {
  if (!isRecord(parsed) || Object.keys(parsed).toSorted().join() !== 'files,scenario') {
    return { document: parsed, files: {} }
  }
  const { scenario, files } = parsed
  const isOfTexts = isRecord(files) && Object.values(files).every((it) => typeof it === 'string')
  if (!isOfTexts) return { document: parsed, files: {} }
  return { document: scenario, files: files as Record<string, string> }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
