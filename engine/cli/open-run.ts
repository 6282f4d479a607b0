/** From a file named on the command line to a run. */
import { basename, dirname } from 'node:path'
import { createFolderReader, readFileBounded } from '../node/files.ts'
import type { RunSource } from '../protocol/simulation-api.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import { openPatternRun } from '../scenario/open-pattern.ts'
import { MAX_DOCUMENT_BYTES } from '../scenario/parse-document.ts'
import type { ReadFile, Run, RunOverrides } from '../scenario/run.ts'

/** Tells scenario files by their ending; everything else is taken for a pattern. */
export function isScenarioName(path: string): boolean {
  return /\.(ya?ml|json)$/i.test(path)
}

/** A run and all that it was made of, from which it can be made elsewhere. */
export interface OpenedRun {
  readonly run: Run
  readonly source: RunSource
}

/**
 * Reads a scenario or pattern file and everything it refers to.
 *
 * @throws the named errors of the rooms that read it.
 */
export async function openRun(path: string, overrides: RunOverrides): Promise<Run> {
  return (await openRunWithSource(path, overrides)).run
}

/** The same, and what it was made of. */
export async function openRunWithSource(path: string, overrides: RunOverrides): Promise<OpenedRun> {
  const isScenario = isScenarioName(path)
  const bytes = await readFileBounded(path, isScenario ? MAX_DOCUMENT_BYTES : undefined)
  const files: Record<string, Uint8Array> = {}
  const readFile = noteFiles(createFolderReader(dirname(path)), files)
  if (isScenario) {
    const text = new TextDecoder().decode(bytes)
    const run = await compileScenario(text, readFile, overrides)
    return { run, source: { kind: 'scenario', text, files, overrides } }
  }
  const fileName = basename(path)
  const run = await openPatternRun(bytes, fileName, fileName, overrides, readFile)
  return { run, source: { kind: 'pattern', bytes, fileName, files, overrides } }
}

/** Reads files and notes what each one held. */
function noteFiles(readFile: ReadFile, files: Record<string, Uint8Array>): ReadFile {
  return async (path) => {
    const bytes = await readFile(path)
    files[path] = bytes
    return bytes
  }
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
