/**
 * Runs Vitest inside this process, so that stopping the script stops the tests and their browsers.
 */
import { type CliOptions, parseCLI, startVitest, type TestCase, type TestModule } from 'vitest/node'
import type { SkippedTest, TestRun } from './test-summary.ts'

/**
 * What runs side by side when everything is run. A page keeps one core busy, and one page at a time
 * has the software renderer; tests in Node take what is left of the machine. Whole sessions in pages are left to
 * `npm run soak -- sessions`.
 */
const LANES = { node: ['node'], pages: ['!node', '!session'] }

/**
 * Runs the tests that the arguments of the vitest command select, all by default.
 *
 * @param hasBrowser without one, only the tests in Node run.
 */
export async function runVitest(args: readonly string[], hasBrowser: boolean): Promise<TestRun> {
  const { filter, options } = parseCLI(['vitest', 'run', ...args])
  if (!hasBrowser) return runLane(filter, { ...options, project: LANES.node })
  if (args.length > 0) return runLane(filter, options)
  process.env.THUNDERLINE_BESIDE_PAGES = '1'
  const runs = await Promise.all(
    Object.values(LANES).map((project) =>
      runLane(filter, { ...options, project, reporters: listReporters() }),
    ),
  )
  return joinRuns(runs)
}

async function runLane(filter: string[], options: CliOptions): Promise<TestRun> {
  const vitest = await startVitest(filter, { ...options, watch: false })
  const modules = vitest.state.getTestModules()
  const strayErrors = vitest.state.getUnhandledErrors()
  await vitest.close()
  const run = countTests(modules, strayErrors.length)
  const foundNothing = modules.length === 0
  return foundNothing ? { ...run, failures: [...run.failures, 'no test file was found'] } : run
}

/** Vitest's own choice, but for the lines that it redraws: two runs would draw over each other. */
function listReporters(): NonNullable<CliOptions['reporters']> {
  return [
    ['default', { summary: false }],
    ...(process.env.GITHUB_ACTIONS ? ['github-actions'] : []),
  ]
}

function joinRuns(runs: readonly TestRun[]): TestRun {
  const sum = (count: 'passed' | 'onGpu') => runs.reduce((total, run) => total + run[count], 0)
  return {
    passed: sum('passed'),
    failures: runs.flatMap(({ failures }) => failures),
    skipped: runs.flatMap(({ skipped }) => skipped),
    onGpu: sum('onGpu'),
  }
}

function countTests(modules: readonly TestModule[], strayErrors: number): TestRun {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const stateOf = (test: TestCase) => test.result().state
  const brokenSuites = modules.flatMap((module) => [
    ...(module.errors().length > 0 ? [module.relativeModuleId] : []),
    ...[...module.children.allSuites()]
      .filter((suite) => suite.errors().length > 0)
      .map((suite) => `${module.relativeModuleId} > ${suite.fullName}`),
  ])
  return {
    passed: tests.filter((test) => stateOf(test) === 'passed').length,
    failures: [
      ...tests.filter((test) => ['failed', 'pending'].includes(stateOf(test))).map(nameOf),
      ...brokenSuites,
      ...Array.from({ length: strayErrors }, () => 'an error outside any test (shown above)'),
    ],
    skipped: tests.flatMap(describeSkipped),
    onGpu: tests.filter(isOnGpu).length,
  }
}

/** A test of the GPU project that really ran. */
function isOnGpu(test: TestCase): boolean {
  const { state } = test.result()
  return test.module.project.name.startsWith('gpu') && (state === 'passed' || state === 'failed')
}

function describeSkipped(test: TestCase): SkippedTest[] {
  const result = test.result()
  if (result.state !== 'skipped') return []
  const mark = test.options.mode === 'todo' ? 'marked as to do' : 'marked as skipped'
  return [{ name: nameOf(test), reason: result.note ?? mark }]
}

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`
}
