/** Files that came with what reads them, in the place of a folder. */
import { ScenarioFileError } from '../scenario/errors.ts'
import type { ReadFile } from '../scenario/run.ts'

/** Reads files that were given, and nothing else. */
export function createGivenReader(files: Readonly<Record<string, Uint8Array>>): ReadFile {
  return async (path) => {
    const bytes = Object.hasOwn(files, path) ? files[path] : undefined
    if (bytes !== undefined) return bytes
    throw new ScenarioFileError({ path, reason: 'it was not sent with the study' })
  }
}
