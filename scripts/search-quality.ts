/**
 * `node scripts/search-quality.ts --sampler NAME [DIR]`: how good a sampler's proposals are.
 *
 * With DIR, the problems that `DIR/evaluate.py` serves, and their scores by `DIR/score.py`; without, those of
 * `engine/testing/search-problems`: those that settings are chosen by, with `--held-back` those that nothing is, with `--spent` those that were held back once. Each problem is run with seeds from 0 on; `--lag W` keeps W trials in flight. Traces go to the file of
 * `--out` (`search-quality.jsonl` among temporary files), one line of JSON a run: `{"sampler", "problem", "seed", "ys"}`.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { SAMPLER_SCHEMA } from '../engine/search/sampler-options.ts'
import { HELD_BACK_PROBLEMS } from '../engine/testing/search-problems/held-back.ts'
import { SEARCH_PROBLEMS } from '../engine/testing/search-problems/search-problems.ts'
import { SPENT_PROBLEMS } from '../engine/testing/search-problems/spent.ts'
import { Evaluator, listProblems } from './search-quality/evaluator.ts'
import { formatScores } from './search-quality/format-scores.ts'
import { runTrials, type TrialRun } from './search-quality/run-trials.ts'
import type { Trace } from './search-quality/score-traces.ts'

const { values: options, positionals } = parseArgs({
  options: {
    sampler: { type: 'string', default: 'motpe' },
    settings: { type: 'string', default: '{}' },
    label: { type: 'string' },
    problems: { type: 'string' },
    'held-back': { type: 'boolean', default: false },
    spent: { type: 'boolean', default: false },
    seeds: { type: 'string', default: '15' },
    trials: { type: 'string', default: '250' },
    lag: { type: 'string', default: '1' },
    random: { type: 'string' },
    out: { type: 'string', default: join(tmpdir(), 'search-quality.jsonl') },
  },
  allowPositionals: true,
})
const [folder] = positionals
const sampler = SAMPLER_SCHEMA.parse({ name: options.sampler, ...JSON.parse(options.settings) })
const label = options.label ?? sampler.name
const program = folder && join(folder, 'evaluate.py')
const evaluator = program === undefined ? undefined : new Evaluator(program)

const held = options['held-back'] ? HELD_BACK_PROBLEMS : undefined
const own = held ?? (options.spent ? SPENT_PROBLEMS : SEARCH_PROBLEMS)
type Runnable = Pick<TrialRun, 'space' | 'objectives' | 'evaluate' | 'measure' | 'observe'> & {
  readonly name: string
}
const listed: readonly Runnable[] =
  program === undefined || evaluator === undefined
    ? own
    : [...listProblems(program)].map(([name, problem]) => ({
        ...problem,
        name,
        evaluate: (params) => evaluator.evaluate(name, params),
      }))
const chosen = options.problems?.split(',')
const trials = Number(options.trials)
const traces: Trace[] = []
const begun = process.cpuUsage()
for (const problem of listed.filter(({ name }) => chosen?.includes(name) ?? true)) {
  for (let seed = 0; seed < Number(options.seeds); seed++) {
    const ys = await runTrials({ ...problem, sampler, seed, trials, lag: Number(options.lag) })
    traces.push({ sampler: label, problem: problem.name, seed, ys })
  }
}
evaluator?.dispose()
const { user, system } = process.cpuUsage(begun)
const perTrialMs = (user + system) / 1000 / (traces.length * trials)
writeFileSync(options.out, traces.map((trace) => `${JSON.stringify(trace)}\n`).join(''))
if (folder === undefined) {
  const { random } = options
  const known = random !== undefined && existsSync(random) ? readFileSync(random, 'utf8') : ''
  const lines = known.split('\n').filter((line) => line !== '')
  const baseline = lines.map((line) => JSON.parse(line) as Trace)
  console.log(formatScores(own, traces, baseline.length > 0 ? baseline : traces))
} else {
  const score = [join(folder, 'score.py'), options.out]
  console.log(execFileSync('python3', score, { encoding: 'utf8' }))
}
console.log(`${label}: ${perTrialMs.toFixed(3)} ms of CPU a trial, evaluation and all`)
