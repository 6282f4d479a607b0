/** Writes what is known of a run that somebody plays as a replay file. */
import type { EditEvent } from '../../protocol/inspect-api.ts'
import type { RunSource } from '../../protocol/simulation-api.ts'
import type { Simulation } from '../simulation.ts'
import type { Recording } from './recording.ts'
import { type ReplayRecord, recordOfEdit } from './replay-record.ts'
import { ReplayWriter } from './replay-writer.ts'
import { writeHeader } from './write-header.ts'

/** A run as it has been played. */
export interface PlayedRun {
  readonly source: RunSource
  /** In the order in which they were made. */
  readonly edits: readonly EditEvent[]
  readonly recording: Recording
}

/**
 * The replay file of a run, which reaches to the last tick that is known of it; that is beyond the
 * present one where somebody went back. The present state is marked, with its hash.
 *
 * @throws {ReplayFileError} where the file would be too long.
 */
export async function writeRecording(
  simulation: Simulation,
  { source, edits, recording }: PlayedRun,
): Promise<Uint8Array<ArrayBuffer>> {
  await recording.mark(simulation, true)
  const inputs = edits.map(recordOfEdit)
  const records: Exclude<ReplayRecord, { readonly kind: 'header' | 'end' }>[] = [
    ...inputs,
    ...recording.marks,
    ...recording.keyframes,
  ]
  // Stable: at one tick edits stay in their order, before the mark, and that before the keyframe.
  records.sort((a, b) => a.tick - b.tick)
  const writer = await ReplayWriter.begin()
  const lines = [writer.write(await writeHeader(simulation, source))]
  for (const record of records) lines.push(writer.write(record))
  lines.push(writer.end(records.at(-1)?.tick ?? simulation.tick))
  const file = new Uint8Array(lines.reduce((sum, line) => sum + line.length, 0))
  let at = 0
  for (const line of lines) {
    file.set(line, at)
    at += line.length
  }
  return file
}
