/**
 * What can be opened, read as the source of a run. What cannot be read is shown by name, and gives
 * undefined.
 */
import type { EditEvent } from '../../engine/protocol/inspect-api.ts'
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

/** A run that was recorded. */
export interface PickedReplay {
  readonly source: RunSource
  readonly edits: readonly EditEvent[]
  readonly replay: Uint8Array<ArrayBuffer>
}

/** Begins every replay file. */
const REPLAY_OPENING = '{"kind":"header","format":"thunderline-replay"'

/** What saved ones are called, so that one whose beginning is damaged is known too. */
const REPLAY_NAME = /\.replay$/i

/** The recording among some files, by its name or by how it begins; undefined where there is none. */
export async function findReplay(files: readonly File[]): Promise<File | undefined> {
  for (const file of files) {
    if (REPLAY_NAME.test(file.name)) return file
    if ((await file.slice(0, REPLAY_OPENING.length).text()) === REPLAY_OPENING) return file
  }
  return undefined
}

/** A recording that was picked or dropped. */
export function readPickedReplay(file: File): Promise<PickedReplay | undefined> {
  return attempt(`${file.name} was not opened`, async () => {
    const [picked] = await readFiles([file])
    const { bytes } = picked!
    const { readReplay } = await import('../../engine/simulation/replay/read-replay.ts')
    const { readSource } = await import('../../engine/simulation/replay/replay-source.ts')
    const { header, inputs } = await readReplay(bytes)
    const edits = inputs.map(({ tick, order }) => ({ ...order, tick }) as EditEvent)
    return { source: readSource(header.source), edits, replay: bytes }
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
