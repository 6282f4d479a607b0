/** What `run --save` writes and `run --resume` reads. */

import { isNamedError } from '../named-error.ts'
import { readFileBounded, writeFileWhole } from '../node/files.ts'
import { describeFailure } from '../protocol/failure.ts'
import type { Failure } from '../protocol/result.ts'
import type { Run } from '../scenario/run.ts'
import { readStateFile } from '../simulation/read-state-file.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { Snapshot } from '../simulation/snapshot.ts'
import { MAX_STATE_FILE_BYTES } from '../simulation/state-file.ts'
import { writeStateFile } from '../simulation/write-state-file.ts'
import type { Io } from './command.ts'
import { printableText } from './printable-text.ts'

/** Codes of what spans too much to be laid out cell by cell. */
export const TOO_WIDE: readonly string[] = ['simulation/too-large', 'kernel/plane-range']

/**
 * Reads the moment that a run goes on from.
 *
 * @throws {FileAccessError} when the file cannot be read.
 * @throws the errors of `readStateFile`.
 */
export async function readSavedState(path: string, run: Run): Promise<Snapshot> {
  return readStateFile(await readFileBounded(path, MAX_STATE_FILE_BYTES), run)
}

/** Saves the present moment, and says so; or else why not, for what was found is not lost. */
export async function saveState(
  simulation: Simulation,
  path: string,
  io: Io,
): Promise<Failure | undefined> {
  try {
    const bytes = await writeStateFile(simulation)
    await writeFileWhole(path, bytes)
    io.err(printableText(`${path}: saved, tick ${simulation.tick}, ${bytes.length} bytes\n`))
    return undefined
  } catch (error) {
    if (!isNamedError(error)) throw error
    io.err(printableText(`${path}: not saved: ${error.message}\n`))
    if (TOO_WIDE.includes(error.code) && simulation.saveQuadtree() !== undefined) {
      io.err('A macrocell holds what lives however wide it is: --export FILE.mc.\n')
    }
    return describeFailure(error)
  }
}
