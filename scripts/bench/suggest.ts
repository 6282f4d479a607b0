/** What a suggestion of the main sampler costs after 1,000 trials, beside Optuna's TPE where there is one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { factorize } from '../../engine/math/cholesky.ts'
import type { Params } from '../../engine/search/parameter.ts'
import { createStudy, fromJSON, type Study } from '../../engine/search/study.ts'
import type { Direction } from '../../engine/search/trial.ts'
import { SEARCH_PROBLEMS } from '../../engine/testing/search-problems/search-problems.ts'
import { type Benchmark, type BenchmarkRow, median, percentile } from '../benchmark.ts'
import { ROOT } from '../project.ts'
import { runCommand } from '../run-command.ts'
import { Evaluator, type ListedProblem, listProblems } from '../search-quality/evaluator.ts'

const FINISHED = 1000
/** Suggestions that are timed: as many as come between one fit of beliefs and the next, so that a mean has its share of them. */
const TIMED = 258
const HISTORIES = 1
/** Suggestions before any is timed, so that all is compiled. */
const WARM_UP = 40
/** Optuna takes many times as long. */
const TIMED_OF_OPTUNA = 12

/** A folder with an `evaluate.py`, and in `data/overhead.json` what Optuna's suggestions took of each of its problems. */
const FOLDER = process.env.THUNDERLINE_SEARCH_PROBLEMS
/** Names a Python that has Optuna. */
const PYTHON = process.env.THUNDERLINE_PYTHON

/** Without a folder: one, two and three objectives, and two with conditions. */
const OWN = ['ackley', 'hartmann6', 'zdt3', 'dtlz7', 'pipeline']

interface Problem extends ListedProblem {
  readonly name: string
  evaluate(params: Params): readonly number[] | Promise<readonly number[]>
}

interface Listed {
  readonly rows: readonly { problem: string; sampler: string; '1000': number }[]
}

export const benchmark: Benchmark = {
  name: 'suggest',
  about:
    `Milliseconds of CPU, of all threads, that ask and tell of motpe take after ${FINISHED} random trials: median, mean and ` +
    '99th percentile; with the first suggestion, which has no fit before it to go on from, in the mean. load is what a fixed piece of ' +
    'work took meanwhile. With THUNDERLINE_PYTHON the medians of Optuna on the same trials, and the mean over the lesser of ' +
    'them; with THUNDERLINE_SEARCH_PROBLEMS the problems of that folder, and the least that its data/overhead.json lists.',
  async run() {
    const evaluator = FOLDER === undefined ? undefined : new Evaluator(programOf(FOLDER))
    try {
      const problems = evaluator === undefined ? ownProblems() : theirProblems(evaluator)
      const rows: BenchmarkRow[] = []
      for (const problem of problems) rows.push(await measure(problem))
      return rows
    } finally {
      evaluator?.dispose()
    }
  },
}

const programOf = (folder: string) => join(folder, 'evaluate.py')

const ownProblems = (): readonly Problem[] =>
  SEARCH_PROBLEMS.filter(({ name }) => OWN.includes(name))

function theirProblems(evaluator: Evaluator): readonly Problem[] {
  const listed = new Set(readListed().rows.map(({ problem }) => problem))
  return [...listProblems(programOf(FOLDER!))]
    .filter(([name]) => listed.has(name))
    .map(([name, problem]) => ({
      ...problem,
      name,
      evaluate: (params: Params) => evaluator.evaluate(name, params),
    }))
}

const readListed = (): Listed =>
  JSON.parse(readFileSync(join(FOLDER!, 'data/overhead.json'), 'utf8')) as Listed

async function measure(problem: Problem): Promise<BenchmarkRow> {
  await timeSuggestions(await createHistory(problem, 99), problem, WARM_UP)
  const took: number[] = []
  const later: number[] = []
  const loads: number[] = []
  let first: Study | undefined
  for (let seed = 0; seed < HISTORIES; seed++) {
    const study = await createHistory(problem, seed)
    first ??= fromJSON(study.toJSON())
    const times = await timeSuggestions(study, problem, TIMED)
    took.push(...times)
    later.push(...times.slice(1))
    loads.push(timeLoad())
  }
  const mean = meanOf(took)
  const values: Record<string, number> = {
    medianMs: median(later),
    meanMs: mean,
    p99Ms: percentile(took, 99),
    loadMs: median(loads),
  }
  if (PYTHON !== undefined) {
    const others = await measureOptuna(PYTHON, problem, first!)
    for (const [name, times] of Object.entries(others)) values[`${name}Ms`] = median(times)
    const least = Math.min(...Object.values(others).map(median))
    values.meanOverOptuna = mean / least
  }
  if (FOLDER !== undefined) {
    const rows = readListed().rows.filter(
      (row) => row.problem === problem.name && row.sampler.startsWith('tpe'),
    )
    values.leastListedMs = Math.min(...rows.map((row) => row['1000']))
  }
  return { subject: problem.name, values }
}

const meanOf = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length

/** A study of random trials, that goes on with the sampler. */
async function createHistory(problem: Problem, seed: number): Promise<Study> {
  const { space, objectives } = problem
  const directions = Array.from({ length: objectives }, (): Direction => 'minimize')
  const random = createStudy({ space, directions, sampler: 'random', seed })
  for (let i = 0; i < FINISHED; i++) {
    const { number, params } = random.ask()
    random.tell(number, await problem.evaluate(params))
  }
  return fromJSON({ ...random.toJSON(), sampler: { name: 'motpe' } })
}

/** CPU milliseconds of each: what evaluating takes is not in it. */
async function timeSuggestions(study: Study, problem: Problem, count: number): Promise<number[]> {
  const took: number[] = []
  for (let i = 0; i < count; i++) {
    const asked = process.cpuUsage()
    const { number, params } = study.ask()
    const askMs = sinceMs(asked)
    const values = await problem.evaluate(params)
    const told = process.cpuUsage()
    study.tell(number, values)
    took.push(askMs + sinceMs(told))
  }
  return took
}

function sinceMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** Ten factors of a matrix of 100 rows. */
function timeLoad(): number {
  const matrix = Float64Array.from({ length: 10_000 }, (_, i) => (i % 101 === 0 ? 100 : 1))
  const before = process.cpuUsage()
  for (let i = 0; i < 10; i++) factorize(matrix.slice(), 100)
  return sinceMs(before)
}

/** @throws where Python does not answer. */
async function measureOptuna(
  python: string,
  problem: Problem,
  study: Study,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-bench-'))
  try {
    const file = join(folder, 'cases.json')
    const values = study.trials.map((trial) => trial.values)
    const params = study.trials.map((trial) => trial.params)
    const told = values.slice(0, TIMED_OF_OPTUNA)
    writeFileSync(file, JSON.stringify([{ space: problem.space, params, values, told }]))
    const script = join(ROOT, 'scripts/time_suggestions.py')
    const { status, output } = await runCommand(python, [script, file])
    if (status !== 0) throw new Error(`${python} ends with ${status}: ${output}`)
    const [measured] = JSON.parse(output.trim().split('\n').at(-1)!) as Record<string, number[]>[]
    return measured!
  } finally {
    rmSync(folder, { recursive: true })
  }
}
