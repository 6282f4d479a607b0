/** Files that a person handed in with a study: known by their paths, or by their names alone. */
import type { ReadFile } from '../scenario/run.ts'
import { StudyFileMissingError } from './errors.ts'

export type GivenFiles = Readonly<Record<string, Uint8Array>>

/** What reads them. @param onMissing is told of each path of which there is no file. */
export function createGivenReader(
  files: GivenFiles,
  onMissing: (path: string) => void = () => {},
): ReadFile {
  return async (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const key = [path, name].find((each) => Object.hasOwn(files, each))
    if (key !== undefined) return files[key]!
    onMissing(path)
    throw new StudyFileMissingError({ missing: [path] })
  }
}
