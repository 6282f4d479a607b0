/** Sweeps on disk: the file, what it varies, and the files that its runs read. */
import { dirname, join, resolve } from 'node:path'
import type { BackendName } from '../kernels/kernel.ts'
import { isNamedError } from '../named-error.ts'
import { hasAtMost } from '../scenario/bounded-values.ts'
import { MAX_DOCUMENT_BYTES, parseDocument } from '../scenario/parse-document.ts'
import type { ReadFile } from '../scenario/run.ts'
import { asRecord } from '../scenario/unchecked.ts'
import { checkPlaces } from '../simulation/sweep/check-places.ts'
import { SweepInvalidError } from '../simulation/sweep/errors.ts'
import { listTasks } from '../simulation/sweep/list-tasks.ts'
import { compileSweep } from '../simulation/sweep/parse-sweep.ts'
import { compilePoint, type PointSetup } from '../simulation/sweep/run-point.ts'
import type { Sweep, SweepTask } from '../simulation/sweep/sweep.ts'
import { createFolderReader, readFileBounded } from './files.ts'

/** What a scenario that is varied may hold. */
const MAX_BASE_VALUES = 1_000_000

/** Keys that a sweep has and a scenario has not. */
const SWEEP_KEYS = ['scenario', 'parameters', 'points', 'seeds', 'size', 'density', 'repeat']

export interface OpenSweep {
  readonly sweep: Sweep
  readonly setup: PointSetup
  /** What files of the scenario lie in. */
  readonly folder: string
  /** What runs are made on. */
  readonly backend: 'auto' | BackendName
  readonly tasks: readonly SweepTask[]
}

/**
 * Reads a document from a file.
 *
 * @param of what it is to be, for whoever is told that it is none.
 * @throws {FileAccessError | ScenarioSyntaxError}
 */
export async function readDocument(path: string, of?: string): Promise<unknown> {
  const bytes = await readFileBounded(path, MAX_DOCUMENT_BYTES)
  return parseDocument(new TextDecoder().decode(bytes), of)
}

/** Tells a document of a sweep from one of a scenario, which it could be taken over as it is. */
export function isSweepDocument(document: unknown): boolean {
  return SWEEP_KEYS.some((key) => Object.hasOwn(asRecord(document), key))
}

/**
 * Opens a sweep.
 *
 * @param document as its file has it.
 * @param folder the folder of that file.
 * @param backend what runs are to be made on.
 * @throws {SweepInvalidError} listing the faults of all its parts.
 * @throws {ScenarioFileError | ScenarioSyntaxError} where its scenario cannot be read.
 */
export async function openSweep(
  document: unknown,
  folder: string,
  backend: 'auto' | BackendName = 'auto',
): Promise<OpenSweep> {
  const sweep = compileSweep(document)
  const { base } = sweep
  const root = resolve(folder, sweep.root)
  const isFile = base.kind === 'file'
  const own = isFile ? dirname(join(root, base.path)) : root
  const written = isFile ? parseBase(await createFolderReader(root)(base.path)) : base.document
  if (!hasAtMost(MAX_BASE_VALUES, written)) {
    const problem = `holds more than ${MAX_BASE_VALUES} values`
    throw new SweepInvalidError([{ field: 'scenario', value: 'a document', problem }])
  }
  checkPlaces(written, sweep.points)
  const setup = { document: written, settings: sweep.settings }
  const files = await gatherFiles(sweep, setup, createFolderReader(own))
  const tasks = await listTasks(sweep, setup, backend, files)
  return { sweep, setup, folder: own, backend, tasks }
}

const parseBase = (bytes: Uint8Array) => parseDocument(new TextDecoder().decode(bytes))

/**
 * The files that runs read. Numbers lead to none, so of points that differ by numbers alone one is looked
 * at; what is wrong with a point is told by its run.
 */
async function gatherFiles({ points }: Sweep, setup: PointSetup, readFile: ReadFile) {
  const files = new Map<string, Uint8Array>()
  const noting: ReadFile = async (path) => {
    const bytes = files.get(path) ?? (await readFile(path))
    files.set(path, bytes)
    return bytes
  }
  const seen = new Set<string>()
  for (const values of points) {
    const telling = Object.entries(values).filter(([name, value]) => mayName(name, value))
    const key = JSON.stringify(telling)
    if (seen.has(key)) continue
    seen.add(key)
    try {
      await compilePoint(setup, { values, seed: '0' }, noting)
    } catch (error) {
      if (!isNamedError(error)) throw error
    }
  }
  return Object.fromEntries(files)
}

/** Whether a value may name a file, or something that does. */
function mayName(parameter: string, value: unknown): boolean {
  if (typeof value !== 'string') return typeof value === 'object'
  // Thousands of rules are no files, and those that are end in a dot and some letters.
  return parameter !== 'rule' || FILE.test(value)
}

const FILE = /\.[A-Za-z]\w{0,9}$/
