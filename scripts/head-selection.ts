/**
 * `node scripts/head-selection.ts [--seeds 10] [--studies NAME,NAME] [--arms NAME,NAME] [--out docs/heads.csv]`: experiment
 * E2 of the seeds.
 *
 * Each `scenarios/studies/heads-*.yaml` is run with seeds from 0 on, which are also those of its data and of training: a
 * search that chooses the head, one over each head alone, of as many trials, and one over the MLP of as much work. Arms that
 * the file has are not run again; latency apart, the same command gives the same files. Tables are printed at the end.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  ARM_NAMES,
  type ArmName,
  type ArmTrial,
  findFront,
  runArm,
  sumWork,
  type TrainingObjective,
} from '../engine/learning/compare-heads.ts'
import { makeTask } from '../engine/learning/data/make-task.ts'
import { formatResults } from './head-selection/format-results.ts'
import { readStudy } from './head-selection/read-study.ts'
import {
  formatModelRows,
  formatResultRows,
  type ModelRow,
  parseModelRows,
  parseResultRows,
  type ResultRow,
} from './head-selection/rows.ts'
import { measureToldBaselines, TOLD } from './head-selection/told-baselines.ts'
import { ROOT } from './project.ts'

/** The search over the MLP goes on to at most so many times as many trials. */
const MOST_TIMES = 12

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    studies: { type: 'string', default: Object.keys(TOLD).join() },
    arms: { type: 'string', default: ARM_NAMES.join() },
    out: { type: 'string', default: join(ROOT, 'docs/heads.csv') },
  },
})
const { out } = options
const modelsOut = out.replace(/(\.csv)?$/, '-fronts.csv')
const studies = options.studies.split(',')
const arms = options.arms.split(',') as ArmName[]
let rows = existsSync(out) ? parseResultRows(readFileSync(out, 'utf8')) : []
let models = existsSync(modelsOut) ? parseModelRows(readFileSync(modelsOut, 'utf8')) : []
for (let seed = 0; seed < Number(options.seeds); seed++) {
  for (const study of studies) for (const arm of arms) await makeArm(study, seed, arm)
}
console.log(formatResults(rows, models))

/** Runs an arm where it is missing, and writes both files. */
async function makeArm(study: string, seed: number, arm: ArmName): Promise<void> {
  const find = (name: ArmName) =>
    rows.find((row) => row.study === study && row.seed === seed && row.arm === name)
  if (find(arm) !== undefined) return
  const work = find('chosen')?.work
  if (arm === 'mlp-equal' && work === undefined) throw new Error(`${arm} is made after chosen.`)
  const begun = process.cpuUsage()
  const { plan, spec } = readStudy(study, seed)
  const wanted = plan.objectives.map(({ name }) => name as TrainingObjective)
  const trials = await runArm(
    arm,
    {
      ...{ spec, wanted, trials: plan.budget.trials, mostTimes: MOST_TIMES },
      ...{ sampler: plan.sampler, seed: String(seed), nowMs: () => performance.now() },
    },
    work,
  )
  const told = TOLD[study]!
  const baselines = measureToldBaselines(makeTask(spec.task), told)
  // The search over the MLP is the beginning of the one that goes on.
  const found = new Map([[arm, trials]])
  if (arm === 'mlp-equal' && find('mlp') === undefined) {
    found.set('mlp', trials.slice(0, plan.budget.trials))
  }
  for (const [name, some] of found) {
    const place = { study, seed, arm: name }
    rows = sort([...rows, { ...place, ...tellArm(some, wanted, told), ...baselines }])
    models = sort([...models, ...tellModels(some, wanted, told, place)])
  }
  writeFileSync(out, formatResultRows(rows))
  writeFileSync(modelsOut, formatModelRows(models))
  const { user, system } = process.cpuUsage(begun)
  const { error } = find(arm)!
  const spent = ((user + system) / 1e6).toFixed(1)
  console.log(`${study} ${seed} ${arm}: ${error.toFixed(3)}; ${spent} s of CPU`)
}

/** By study, seed and arm; models of an arm stay in their order. */
function sort<Row extends Pick<ResultRow, 'study' | 'seed' | 'arm'>>(all: readonly Row[]) {
  const studiesInOrder = Object.keys(TOLD)
  return all.toSorted(
    (a, b) =>
      studiesInOrder.indexOf(a.study) - studiesInOrder.indexOf(b.study) ||
      a.seed - b.seed ||
      ARM_NAMES.indexOf(a.arm) - ARM_NAMES.indexOf(b.arm),
  )
}

function tellArm(
  trials: readonly ArmTrial[],
  wanted: readonly TrainingObjective[],
  told: TrainingObjective,
): Omit<ResultRow, 'study' | 'seed' | 'arm' | 'majority' | 'ridge'> {
  const seen = wanted[0]!
  const best = findFront(trials, wanted).reduce((a, b) =>
    b.values![seen] < a.values![seen] ? b : a,
  )
  const { [told]: error, multiplyAdds, memoryBytes, floorError } = best.values!
  return {
    trials: trials.length,
    epochs: trials.reduce((sum, { values }) => sum + (values?.epochs ?? 0), 0),
    work: sumWork(trials),
    ...{ error, multiplyAdds, memoryBytes },
    latencyP95Ms: Number((best.latencyP95Ms ?? 0).toPrecision(3)),
    floor: floorError,
  }
}

function tellModels(
  trials: readonly ArmTrial[],
  wanted: readonly TrainingObjective[],
  told: TrainingObjective,
  place: Pick<ModelRow, 'study' | 'seed' | 'arm'>,
): readonly ModelRow[] {
  const front = new Set(findFront(trials, wanted))
  const kept = new Set([...front, ...findFront(trials, [told, ...wanted.slice(1)])])
  return [...kept].map((trial) => {
    const { [told]: error, multiplyAdds, memoryBytes } = trial.values!
    const head = String(trial.params.head)
    const found = { trial: trial.number, head, front: front.has(trial) ? 1 : 0 }
    return { ...place, ...found, error, multiplyAdds, memoryBytes }
  })
}
