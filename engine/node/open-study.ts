/** Studies on disk: the file, the scenario that it varies, and the files that its trials read. */
import { dirname, join, resolve } from 'node:path'
import { parseDocument } from '../scenario/parse-document.ts'
import { type CompileOptions, compileStudy } from '../studies/compile-study.ts'
import { openAutomaton } from '../studies/open-automaton.ts'
import { identifyStudy } from '../studies/study-identity.ts'
import type { AutomatonPlan, CommandPlan, StudyPlan } from '../studies/study-plan.ts'
import { createFolderReader } from './files.ts'
import type { StudySource } from './study-task.ts'

/** What makes the trials of a study. */
export type TrialMaker =
  | { readonly kind: 'automaton'; readonly plan: AutomatonPlan; readonly source: StudySource }
  | { readonly kind: 'command'; readonly plan: CommandPlan; readonly folder: string }

export interface OpenStudy {
  readonly plan: StudyPlan
  /** The hash of all that decides its trials. */
  readonly id: string
  readonly maker: TrialMaker
}

/**
 * Opens a study.
 *
 * @param document as its file has it.
 * @param folder the folder of that file.
 * @throws {StudyInvalidError} listing the faults of all its parts.
 * @throws {ScenarioFileError | ScenarioSyntaxError} where its scenario cannot be read.
 */
export async function openStudy(
  document: unknown,
  folder: string,
  options: CompileOptions,
): Promise<OpenStudy> {
  const plan = compileStudy(document, options)
  const { objective } = plan
  switch (objective.kind) {
    case 'automaton':
      return openHere(plan, objective, folder)
    case 'command': {
      const id = await identifyStudy(plan, { document: undefined, files: {} })
      const where = resolve(folder, objective.folder)
      return { plan, id, maker: { kind: 'command', plan: objective, folder: where } }
    }
    default:
      return objective satisfies never
  }
}

async function openHere(
  plan: StudyPlan,
  objective: AutomatonPlan,
  folder: string,
): Promise<OpenStudy> {
  const { base, timeLimitSeconds } = objective
  const root = resolve(folder, objective.root)
  const isFile = base.kind === 'file'
  const own = isFile ? dirname(join(root, base.path)) : root
  const written = isFile ? parseBase(await createFolderReader(root)(base.path)) : base.document
  const { setup, material } = await openAutomaton(plan, objective, written, createFolderReader(own))
  const source = { setup, folder: own, timeLimitSeconds }
  return {
    plan,
    id: await identifyStudy(plan, material),
    maker: { kind: 'automaton', plan: objective, source },
  }
}

const parseBase = (bytes: Uint8Array) => parseDocument(new TextDecoder().decode(bytes))
