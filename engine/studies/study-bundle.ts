/**
 * A study with the files that its trials read, as one canonical text: what a server keeps of it, and its hash is of.
 *
 * A study without files is its document as canonical JSON. One with files is an object of two members, `study` and
 * `files`: the document, and the bytes of each file in base64 by its path. No document has just these members.
 */
import { decodeBase64 } from '../formats/base64.ts'
import { canonicalJson } from '../json/canonical-json.ts'
import { ScenarioFileError } from '../scenario/errors.ts'
import { parseDocument } from '../scenario/parse-document.ts'

/** The longest text of a bundle. */
export const MAX_STUDY_BUNDLE_CHARS = 2 ** 20

export interface StudyBundle {
  readonly document: unknown
  /** In base64, by their paths. */
  readonly files: Readonly<Record<string, string>>
}

/**
 * Writes a bundle.
 *
 * @param text YAML or JSON of a study, or of a bundle.
 * @param files beside those of the bundle.
 * @throws {ScenarioSyntaxError} where the text is no document.
 * @throws {CanonicalJsonError} where it has values that JSON has not, or all together are too much.
 */
export function writeStudyBundle(text: string, files: StudyBundle['files'] = {}): string {
  const { document, files: own } = splitBundle(parseDocument(text, 'study'))
  const all = { ...own, ...files }
  const bundle = Object.keys(all).length === 0 ? document : { study: document, files: all }
  return canonicalJson(bundle, { maxChars: MAX_STUDY_BUNDLE_CHARS })
}

/** Reads a bundle, or a study without files. @throws {ScenarioSyntaxError} where the text is no document. */
export function readStudyBundle(text: string): StudyBundle {
  return splitBundle(parseDocument(text, 'study'))
}

/**
 * The bytes of a file of a bundle.
 *
 * @throws {ScenarioFileError} where it was not sent, or is no base64.
 */
export function readBundledFile({ files }: StudyBundle, path: string): Uint8Array {
  const content = Object.hasOwn(files, path) ? files[path] : undefined
  const bytes = content === undefined ? undefined : decodeBase64(content)
  if (bytes !== undefined) return bytes
  const reason = content === undefined ? 'it was not sent with the study' : 'it is no base64'
  throw new ScenarioFileError({ path, reason })
}

/** Parts a document from the files that are with it, if any are. */
export function splitBundle(parsed: unknown): StudyBundle {
  const isBundle = isRecord(parsed) && Object.keys(parsed).toSorted().join() === 'files,study'
  if (!isBundle) return { document: parsed, files: {} }
  const { study, files } = parsed
  const isOfTexts = isRecord(files) && Object.values(files).every((it) => typeof it === 'string')
  if (!isOfTexts) return { document: parsed, files: {} }
  return { document: study, files: files as Record<string, string> }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
