/**
 * Evaluates the models of a challenger and of the champion on the same data: of the task of the trial that made the
 * challenger, drawn anew. Neither has seen them, in training or when it was chosen.
 */

import { isSameTask } from '../../engine/learning/data/make-task.ts'
import type { TaskSettings } from '../../engine/learning/data/task-schema.ts'
import { isNamedError } from '../../engine/named-error.ts'
import { TaskEndedError } from '../../engine/node/errors.ts'
import type { ModelsEvaluated } from '../../engine/node/model-task.ts'
import { TaskPool } from '../../engine/node/task-pool.ts'
import type { Promotion } from '../../engine/resources/promotion.ts'
import { ENGINE_VERSION } from '../../engine/simulation/replay/engine-version.ts'
import { ArtifactExpiredError } from '../artifacts/errors.ts'
import { ARTIFACT_TABLE } from '../storage/artifact-tables.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { STUDY_TABLE } from '../storage/study-tables.ts'
import { TRIAL_TABLE } from '../storage/trial-tables.ts'
import { drawSeeds, nameDraw } from './draw-seeds.ts'
import { EvaluationRefusedError, OtherTaskError } from './errors.ts'
import type { AskedEvaluation, EvaluationSources, MeasuredModels } from './evaluation.ts'

/** What is read of a model, as it is read whole. */
const MAX_MODEL_BYTES = 2 ** 26

/**
 * Evaluates both.
 *
 * @throws what `PromotionEvaluator.evaluate` throws; the signal's reason, when it is aborted.
 */
export async function evaluateModels(
  asked: AskedEvaluation,
  sources: EvaluationSources,
  signal: AbortSignal,
): Promise<MeasuredModels> {
  const { promotion, champion } = asked
  const { promotion_id: id } = promotion
  const refuse = (problem: string, options?: ErrorOptions) =>
    new EvaluationRefusedError({ promotion: id, problem }, options)
  const made = await findMaker(sources, promotion)
  if (made === undefined) throw refuse('no trial of a training that made it is evidence')
  if (champion !== undefined) {
    const other = await findMaker(sources, champion)
    if (other === undefined) throw refuse('no trial of a training that made its champion is known')
    if (!isSameTask(made.task, other.task)) {
      throw new OtherTaskError({ promotion: id, champion: champion.promotion_id })
    }
  }
  const sides = champion === undefined ? [promotion] : [promotion, champion]
  const hashes = sides.map(({ candidate }) => candidate.sha256)
  const contents: Uint8Array[] = []
  for (const sha256 of hashes) {
    const content = await readModel(sources, sha256)
    if (content === undefined) {
      throw refuse(`the artifact ${sha256} has more than ${MAX_MODEL_BYTES} bytes`)
    }
    contents.push(content)
  }
  const [seed] = drawSeeds(nameDraw(asked), 1) as [string]
  const evaluated = await runModels({ task: made.task, seed }, contents, signal).catch((error) => {
    signal.throwIfAborted()
    if (error instanceof TaskEndedError) throw error
    throw isNamedError(error) ? refuse(error.message.replace(/\.$/, ''), { cause: error }) : error
  })
  if (!evaluated.ok)
    throw refuse(`${hashes[evaluated.place]} is no model of it, ${evaluated.problem}`)
  const [challenger, beside] = evaluated.values.map(tellNumbers)
  return {
    ...{ trial_id: made.trialId, document_sha256: made.documentSha256, seed },
    ...{ challenger_sha256: hashes[0]!, challenger: challenger!, engine: ENGINE_VERSION },
    ...(beside !== undefined && { champion_sha256: hashes[1]!, champion: beside }),
  }
}

interface Maker {
  readonly trialId: string
  readonly documentSha256: string
  readonly task: TaskSettings
}

/** The trial of a training that made a model, of those that are evidence. */
async function findMaker(
  { database, source }: EvaluationSources,
  { candidate, evidence }: Promotion,
): Promise<Maker | undefined> {
  for (const { kind, id: trialId } of evidence) {
    if (kind !== 'trial') continue
    const trial = await selectResource(database, TRIAL_TABLE, trialId)
    if (!trial?.outputs.some(({ sha256 }) => sha256 === candidate.sha256)) continue
    const study = await selectResource(database, STUDY_TABLE, trial.study_id)
    if (study === undefined) continue
    const { maker } = await source.openStudy(study.study_id)
    if (maker.kind !== 'training') continue
    return { trialId, documentSha256: study.document_sha256, task: maker.plan.spec.task }
  }
  return undefined
}

/** The bytes of a model; undefined where they are too many. */
async function readModel(
  { database, artifacts }: EvaluationSources,
  sha256: string,
): Promise<Uint8Array | undefined> {
  const artifact = await selectResource(database, ARTIFACT_TABLE, sha256)
  if (artifact === undefined || artifact.state === 'expired') {
    throw new ArtifactExpiredError({ sha256 })
  }
  const { bytes } = artifact
  if (bytes > MAX_MODEL_BYTES) return undefined
  const content = new Uint8Array(bytes)
  let at = 0
  for await (const chunk of await artifacts.read({ sha256, bytes })) {
    content.set(chunk, at)
    at += chunk.length
  }
  return content
}

async function runModels(
  source: { readonly task: TaskSettings; readonly seed: string },
  contents: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<ModelsEvaluated> {
  const pool = new TaskPool<readonly Uint8Array[], ModelsEvaluated>(
    { kind: 'model', source },
    { threads: 1 },
  )
  try {
    return await pool.run(contents, signal)
  } finally {
    await pool.close()
  }
}

/** A ledger has no other numbers than these. */
function tellNumbers(values: Readonly<Record<string, number>>) {
  return Object.entries(values)
    .filter(([, value]) => Math.abs(value) <= Number.MAX_SAFE_INTEGER)
    .map(([name, value]) => ({ name, value: value + 0 }))
}
