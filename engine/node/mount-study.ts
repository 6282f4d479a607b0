/** A study that was sent with all that its trials read, laid out: nothing of a disk is its own. */
import { posix } from 'node:path'
import { parseDocument } from '../scenario/parse-document.ts'
import type { ReadFile } from '../scenario/run.ts'
import { findPathFault } from '../scenario/scenario-path.ts'
import type { PointSetup } from '../simulation/sweep/run-point.ts'
import { compileStudy } from '../studies/compile-study.ts'
import { openAutomaton } from '../studies/open-automaton.ts'
import { readBundledFile, readStudyBundle, type StudyBundle } from '../studies/study-bundle.ts'
import { identifyStudy } from '../studies/study-identity.ts'
import type { AutomatonPlan, StudyPlan } from '../studies/study-plan.ts'
import { createGivenReader } from './given-files.ts'
import type { OpenStudy } from './open-study.ts'

export interface MountedStudy {
  readonly plan: StudyPlan
  /** Undefined for trainings. */
  readonly automaton:
    | {
        readonly objective: AutomatonPlan
        /** The scenario that is varied. */
        readonly document: unknown
        /** By their paths from that scenario. */
        readonly files: Readonly<Record<string, Uint8Array>>
      }
    | undefined
}

/**
 * Reads a bundle.
 *
 * @throws {ScenarioSyntaxError} where it is no document.
 * @throws {StudyInvalidError} listing the faults of all its parts; starting programs is one.
 * @throws {ScenarioFileError} where its scenario was not sent with it, or a file is no base64.
 */
export function mountStudy(text: string): MountedStudy {
  return mountBundle(readStudyBundle(text))
}

function mountBundle(bundle: StudyBundle): MountedStudy {
  const plan = compileStudy(bundle.document, { allowsCommands: false })
  const { objective } = plan
  if (objective.kind !== 'automaton') return { plan, automaton: undefined }
  const { base } = objective
  const isFile = base.kind === 'file'
  const document = isFile
    ? parseDocument(new TextDecoder().decode(readBundledFile(bundle, base.path)))
    : base.document
  const files = filesFrom(bundle, isFile ? posix.dirname(base.path) : '.')
  return { plan, automaton: { objective, document, files } }
}

function filesFrom(bundle: StudyBundle, folder: string): Readonly<Record<string, Uint8Array>> {
  const entries = Object.keys(bundle.files).flatMap((path) => {
    const name = posix.relative(folder, path)
    return findPathFault(name) === undefined ? [[name, readBundledFile(bundle, path)] as const] : []
  })
  return Object.fromEntries(entries)
}

/** A study that was accepted before, with what makes its trials. It is not looked at again. */
export function openAcceptedStudy(text: string, id: string): OpenStudy {
  return toOpenStudy(mountStudy(text), id)
}

/**
 * Opens a study that has its files with it, as `openStudy` does one whose files are in a folder.
 *
 * @throws as `mountStudy` does, and `openAutomaton`.
 * @throws {ScenarioFileError} where its trials read a file that is not with it.
 */
export async function openBundle(bundle: StudyBundle): Promise<OpenStudy> {
  const mounted = mountBundle(bundle)
  const { id } = await identifyMounted(mounted)
  return toOpenStudy(mounted, id)
}

export interface MountedIdentity {
  /** The hash of all that decides its trials: the one that the same study has on disk. */
  readonly id: string
  /** What its trials are made of, and what reads its files; undefined for trainings. */
  readonly automaton: { readonly setup: PointSetup; readonly readFile: ReadFile } | undefined
}

/**
 * Identifies a study that is laid out.
 *
 * @throws {StudyInvalidError} where its scenario lacks what the study names.
 * @throws {ScenarioFileError} where its trials read a file that was not sent with it.
 */
export async function identifyMounted({ plan, automaton }: MountedStudy): Promise<MountedIdentity> {
  if (automaton === undefined) {
    const id = await identifyStudy(plan, { document: undefined, files: {} })
    return { id, automaton: undefined }
  }
  const { objective, document, files } = automaton
  const readFile = createGivenReader(files)
  let missing: unknown
  const noting: ReadFile = async (path) => {
    try {
      return await readFile(path)
    } catch (error) {
      missing ??= error
      throw error
    }
  }
  const { setup, material } = await openAutomaton(plan, objective, document, noting)
  // On disk its trials would fail, one after another.
  if (missing !== undefined) throw missing
  return { id: await identifyStudy(plan, material), automaton: { setup, readFile } }
}

function toOpenStudy({ plan, automaton }: MountedStudy, id: string): OpenStudy {
  const { objective } = plan
  if (automaton !== undefined) {
    const { objective: automatonPlan, document, files } = automaton
    const setup = { document, settings: automatonPlan.settings }
    const { timeLimitSeconds } = automatonPlan
    const source = { setup, folder: '.', files, timeLimitSeconds }
    return { plan, id, maker: { kind: 'automaton', plan: automatonPlan, source } }
  }
  if (objective.kind === 'training')
    return { plan, id, maker: { kind: 'training', plan: objective } }
  throw new Error('a study that starts programs is refused when it is compiled')
}
