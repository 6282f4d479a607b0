/** Suites on disk: the file, the baseline beside it and the folder in which its paths begin. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Baseline, formatBaseline, parseBaseline } from '../qa/baseline.ts'
import { parseSuite } from '../qa/parse-suite.ts'
import type { Suite } from '../qa/suite.ts'
import { MAX_DOCUMENT_BYTES } from '../scenario/parse-document.ts'
import { readFileBounded, writeFileWhole } from './files.ts'

export interface OpenSuite {
  readonly suite: Suite
  readonly file: string
  /** Where its paths begin. */
  readonly folder: string
  readonly baselineFile: string
  /** Undefined where there is none yet. */
  readonly baseline: Baseline | undefined
}

/** Suites that come with Thunderline are called by their names. */
const NAME = /^[a-z][a-z0-9-]*$/

/** A baseline may be longer than what a person writes. */
const MAX_BASELINE_BYTES = MAX_DOCUMENT_BYTES

/**
 * Opens a suite by its file, or by its name where it comes with Thunderline: `core`.
 *
 * @throws {FileAccessError | QaFileError | SuiteInvalidError} when it cannot be read.
 */
export async function openSuite(nameOrFile: string): Promise<OpenSuite> {
  const file = NAME.test(nameOrFile) && !existsSync(nameOrFile) ? ownFile(nameOrFile) : nameOrFile
  const suite = parseSuite(await readText(file, MAX_DOCUMENT_BYTES))
  const baselineFile = `${file.replace(/\.(ya?ml|json)$/i, '')}.baseline.json`
  const baseline = existsSync(baselineFile)
    ? parseBaseline(await readText(baselineFile, MAX_BASELINE_BYTES))
    : undefined
  return { suite, file, folder: resolve(dirname(file), suite.root), baselineFile, baseline }
}

/** Writes a suite's baseline. @throws {FileAccessError} when it cannot. */
export async function writeBaseline(file: string, baseline: Baseline): Promise<void> {
  await writeFileWhole(file, new TextEncoder().encode(formatBaseline(baseline)))
}

/** The folder of scenarios is two above this one, and so it is where the program is bundled. */
function ownFile(name: string): string {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  return join(root, 'scenarios', 'suites', `${name}.yaml`)
}

async function readText(file: string, maxBytes: number): Promise<string> {
  return new TextDecoder().decode(await readFileBounded(file, maxBytes))
}
