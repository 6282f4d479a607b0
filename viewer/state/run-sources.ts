/**
 * What can be opened, read as the source of a run. What cannot be read is shown by name, and gives
 * undefined.
 */
import type { RunSource } from '../../engine/protocol/simulation-api.ts'
import { type NamedBytes, readFiles, sourceOfFiles, sourceOfText } from '../session/open-input.ts'
import { attempt } from './attempt.ts'

/** An entry of the library. */
export function readLibrary(id: string): Promise<RunSource | undefined> {
  return attempt('The scenario was not opened', async () => {
    const { loadScenario } = await import('../session/scenario-library.ts')
    return loadScenario(id)
  })
}

/** Files that were picked or dropped: a pattern, or a scenario with its patterns. */
export function readPicked(first: File, files: readonly File[]): Promise<RunSource | undefined> {
  return attempt(`${first.name} was not opened`, async () =>
    sourceOfFiles((await readFiles(files)) as [NamedBytes, ...NamedBytes[]], randomSeed()),
  )
}

/** A pasted rule, pattern or scenario. */
export function readPasted(text: string): Promise<RunSource | undefined> {
  return attempt('The pasted text was not opened', async () => sourceOfText(text, randomSeed()))
}

/** A fresh 32-bit seed; which one it was is shown and shared with the run. */
function randomSeed(): string {
  return String(crypto.getRandomValues(new Uint32Array(1))[0])
}
