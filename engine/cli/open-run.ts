/** From a file named on the command line to a run. */
import { basename, dirname } from 'node:path'
import { createFolderReader, readFileBounded } from '../node/files.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import { openPatternRun } from '../scenario/open-pattern.ts'
import { MAX_DOCUMENT_BYTES } from '../scenario/parse-document.ts'
import type { Run, RunOverrides } from '../scenario/run.ts'

/** Tells scenario files by their ending; everything else is taken for a pattern. */
export function isScenarioName(path: string): boolean {
  return /\.(ya?ml|json)$/i.test(path)
}

/**
 * Reads a scenario or pattern file and everything it refers to.
 *
 * @throws the named errors of the rooms that read it.
 */
export async function openRun(path: string, overrides: RunOverrides): Promise<Run> {
  if (isScenarioName(path)) return openScenario(path, overrides)
  const name = basename(path)
  const readFile = createFolderReader(dirname(path))
  return openPatternRun(await readFileBounded(path), name, name, overrides, readFile)
}

/**
 * Reads and compiles a scenario file.
 *
 * @throws {FileAccessError | ScenarioSyntaxError} when it cannot be read.
 * @throws {ScenarioInvalidError} listing the faults of all its parts.
 */
export async function openScenario(path: string, overrides: RunOverrides = {}): Promise<Run> {
  return compileScenarioFile(path, await readFileBounded(path, MAX_DOCUMENT_BYTES), overrides)
}

/**
 * Compiles a scenario whose bytes have been read from `path`.
 *
 * @throws {ScenarioInvalidError} listing the faults of all its parts.
 */
export function compileScenarioFile(
  path: string,
  bytes: Uint8Array,
  overrides: RunOverrides = {},
): Promise<Run> {
  const text = new TextDecoder().decode(bytes)
  return compileScenario(text, createFolderReader(dirname(path)), overrides)
}
