/**
 * `node scripts/head-selection.ts [--seeds 10] [--studies NAME,NAME] [--out docs/heads.csv]`: experiment E2 of the seeds.
 *
 * Each `scenarios/studies/heads-*.yaml` is run with seeds from 0 on, which are also those of its data and of training: a
 * search that chooses the head beside one over the MLP alone, of as many trials and then of twice as many. Results that the
 * file has are not made again; latency apart, the same command gives the same file. Tables are printed at the end.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  type Arm,
  type ArmTrial,
  compareHeads,
  type TrainingObjective,
} from '../engine/learning/compare-heads.ts'
import { makeTask } from '../engine/learning/data/make-task.ts'
import { formatResults } from './head-selection/format-results.ts'
import { readStudy } from './head-selection/read-study.ts'
import { formatRows, parseRows, type ResultRow } from './head-selection/rows.ts'
import { BOOTSTRAP_SEED } from './head-selection/statistics.ts'
import { measureToldBaselines, TOLD } from './head-selection/told-baselines.ts'
import { ROOT } from './project.ts'

const TIMES = 2

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    studies: { type: 'string', default: Object.keys(TOLD).join() },
    out: { type: 'string', default: join(ROOT, 'docs/heads.csv') },
  },
})
const names = options.studies.split(',')
let rows: readonly ResultRow[] = existsSync(options.out)
  ? parseRows(readFileSync(options.out, 'utf8'))
  : []
for (let seed = 0; seed < Number(options.seeds); seed++) {
  for (const study of names) {
    if (rows.some((row) => row.study === study && row.seed === seed)) continue
    const begun = process.cpuUsage()
    rows = [...rows, ...(await runOnce(study, seed))]
    const { user, system } = process.cpuUsage(begun)
    writeFileSync(options.out, formatRows(rows))
    const shares = rows.slice(-4).map(({ arm, share }) => `${arm} ${share.toFixed(3)}`)
    console.log(
      `${study} ${seed}: ${shares.join(', ')}; ${((user + system) / 1e6).toFixed(1)} s of CPU`,
    )
  }
}
console.log(formatResults(rows))
console.log(`Intervals are of 10,000 resamples drawn from seed ${BOOTSTRAP_SEED}.`)

async function runOnce(study: string, seed: number): Promise<readonly ResultRow[]> {
  const { plan, spec } = readStudy(study, seed)
  const told = TOLD[study]!
  const baselines = measureToldBaselines(makeTask(spec.task), told)
  const wanted = plan.objectives.map(({ name }) => name as TrainingObjective)
  const comparison = await compareHeads({
    spec,
    wanted,
    told: [told, ...wanted.slice(1)],
    reference: plan.objectives.map(({ reference }) => reference!),
    trials: plan.budget.trials,
    times: TIMES,
    sampler: plan.sampler,
    seed: String(seed),
    nowMs: () => performance.now(),
  })
  const arms = {
    chosen: comparison.chosen,
    mlp: comparison.mlp,
    'mlp-onward': comparison.mlpOnward,
    fixed: comparison.fixed,
  }
  return Object.entries(arms).map(([arm, found]) => ({
    ...{ study, seed, arm: arm as ResultRow['arm'] },
    ...tellArm(found, wanted[0]!, told),
    ...baselines,
  }))
}

function tellArm(
  { trials, front, multiplyAdds, share }: Arm,
  wanted: TrainingObjective,
  told: TrainingObjective,
): Omit<ResultRow, 'study' | 'seed' | 'arm' | 'majority' | 'ridge'> {
  const best = front.reduce((a, b) => (b.values![wanted] < a.values![wanted] ? b : a))
  const values = best.values!
  const countOf = (head: string) =>
    front.filter(({ params }: ArmTrial) => (params.head ?? 'mlp') === head).length
  return {
    ...{ trials: trials.length, share },
    millions: Math.round(multiplyAdds / 1e6),
    error: values[told],
    multiplyAdds: values.multiplyAdds,
    memoryBytes: values.memoryBytes,
    latencyP95Ms: Number((best.latencyP95Ms ?? 0).toPrecision(3)),
    'interleaved-rope': countOf('interleaved-rope'),
    irope: countOf('irope'),
    'k-gam': countOf('k-gam'),
    mlp: countOf('mlp'),
    floor: values.floorError,
  }
}
