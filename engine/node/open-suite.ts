/** Suites on disk: the file, the baseline beside it and the folder in which its paths begin. */
import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Baseline, formatBaseline, parseBaseline } from '../qa/baseline.ts'
import { parseSuite } from '../qa/parse-suite.ts'
import type { Suite } from '../qa/suite.ts'
import { MAX_DOCUMENT_BYTES, MAX_DOCUMENT_CHARACTERS } from '../scenario/parse-document.ts'
import { FileAccessError } from './errors.ts'
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
  const file = NAME.test(nameOrFile) && !isFile(nameOrFile) ? ownFile(nameOrFile) : nameOrFile
  const suite = parseSuite(await readText(file, MAX_DOCUMENT_BYTES))
  const baselineFile = `${file.replace(/\.(ya?ml|json)$/i, '')}.baseline.json`
  const baseline = existsSync(baselineFile)
    ? parseBaseline(await readText(baselineFile, MAX_BASELINE_BYTES))
    : undefined
  return { suite, file, folder: resolve(dirname(file), suite.root), baselineFile, baseline }
}

/**
 * Writes a suite's baseline.
 *
 * @throws {FileAccessError} when it cannot, or could not be read again.
 */
export async function writeBaseline(file: string, baseline: Baseline): Promise<void> {
  const text = formatBaseline(baseline)
  if (text.length > MAX_DOCUMENT_CHARACTERS) {
    const reason =
      `it would have ${text.length} characters, and baselines have at most ` +
      `${MAX_DOCUMENT_CHARACTERS}: the suite is to be parted, or has to probe less`
    throw new FileAccessError({ path: file, reason })
  }
  await writeFileWhole(file, new TextEncoder().encode(text))
}

/** A folder may well be called like a suite. */
const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true

/** The folder of scenarios is two above this one, and so it is where the program is bundled. */
function ownFile(name: string): string {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  return join(root, 'scenarios', 'suites', `${name}.yaml`)
}

async function readText(file: string, maxBytes: number): Promise<string> {
  return new TextDecoder().decode(await readFileBounded(file, maxBytes))
}
