/** What a person hands in for a search: a study with the files that it names, or a record. */
import type { StudyInput } from '../../engine/worker/search-api.ts'
import type { NamedBytes } from './open-input.ts'

export interface SearchInput {
  /** The study among the files; undefined where there is none. */
  readonly study: StudyInput | undefined
  /** A record, or a journal of Optuna's; undefined where there is none. */
  readonly record: Uint8Array | undefined
}

/** Longer texts are no studies. */
const MAX_STUDY_BYTES = 24 * 2 ** 20
const HEAD_BYTES = 64 * 1024

/** Tells the study, its files and a record apart, by what is in them. */
export function sortStudyFiles(files: readonly NamedBytes[]): SearchInput {
  const headOf = ({ bytes }: NamedBytes) => new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES))
  const record = files.find((file) => isRecordText(headOf(file)))
  const study = files.find(
    (file) => file !== record && file.bytes.length <= MAX_STUDY_BYTES && isStudyText(headOf(file)),
  )
  const others = files.filter((file) => file !== record && file !== study)
  return {
    record: record?.bytes,
    study: study && {
      text: new TextDecoder().decode(study.bytes),
      files: Object.fromEntries(others.map(({ name, bytes }) => [baseName(name), bytes])),
    },
  }
}

/** Tells whether a text opens like a study, in YAML or JSON. */
export function isStudyText(text: string): boolean {
  const has = (key: string) =>
    new RegExp(`^${key}:`, 'm').test(text) || new RegExp(`"${key}"\\s*:`).test(text)
  return has('space') && (has('objectives') || has('objective'))
}

/** Tells whether a text opens like a record of a study, or a journal of Optuna's. */
export function isRecordText(text: string): boolean {
  return /^\s*\{"kind":"study"|^\s*\{[^\n]*"op_code"\s*:/.test(text.slice(0, 4096))
}

/**
 * A study with the files that it names and lacks, as far as the library has them.
 *
 * @param missing their paths.
 * @returns undefined where the library lacks them too.
 */
export async function completeStudy(
  { text, files }: StudyInput,
  missing: readonly string[],
): Promise<StudyInput | undefined> {
  const { completeText, findScenarioText } = await import('./scenario-library.ts')
  const found: Record<string, Uint8Array> = { ...files }
  for (const path of missing) {
    const scenario = findScenarioText(baseName(path))
    if (scenario !== undefined) found[path] = new TextEncoder().encode(scenario)
    try {
      const named = scenario ?? `initial: [{ pattern: ${JSON.stringify(path)} }]`
      const completed = await completeText(named, files)
      if (completed.kind === 'scenario') Object.assign(found, completed.files)
    } catch {
      // It is told of as missing.
    }
    if (found[path] === undefined) return undefined
  }
  return { text, files: found }
}

const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1)
