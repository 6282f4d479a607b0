/**
 * That a document of a living world, whatever has become of it, is run or refused by name, and soon:
 * damaged as a text, with another value somewhere, or with a part of it many times over.
 */
import fc from 'fast-check'
import { countCells, isUnbounded } from '../../lattice/size.ts'
import { compileScenario } from '../../scenario/compile-scenario.ts'
import { ScenarioFileError } from '../../scenario/errors.ts'
import { Simulation } from '../../simulation/simulation.ts'
import { anyAlteredDocument, anySwollenDocument } from '../altered-documents.ts'
import { answers } from '../answers.ts'
import type { Case } from '../case.ts'
import { anyDamagedText } from '../hostile-bytes.ts'
import { anyLivingDocument } from './any-living-document.ts'

/** Larger worlds are only compiled: that they take their time is no fault. */
const MAX_RUN_CELLS = 4096

const noFiles = (path: string) =>
  Promise.reject(new ScenarioFileError({ path, reason: 'there is none' }))

/** Opens a document and, where it describes a small world, runs it for some ticks. */
async function open(text: string): Promise<void> {
  const run = await compileScenario(text, noFiles)
  if (isUnbounded(run.size) || countCells(run.size) > MAX_RUN_CELLS) return
  const simulation = await Simulation.start(run, { backend: 'reference' })
  try {
    await simulation.advance(2)
  } finally {
    simulation.dispose()
  }
}

/** @param scenarios texts of sound scenario files with living worlds, to be damaged. */
export function listHostileCases(scenarios: readonly string[]): Case[] {
  const written = fc.oneof(
    anyLivingDocument.map((document) => JSON.stringify(document)),
    fc.constantFrom(...scenarios),
  )
  return [
    answers('damaged living documents', anyDamagedText(written), open),
    answers('living documents with a member changed', anyAlteredDocument(written), open),
    answers('living documents with a part many times over', anySwollenDocument(written), open),
  ]
}
