/**
 * Runs Vitest inside this process, so that stopping the script stops the tests and their browsers.
 */
import { parseCLI, startVitest, type TestCase, type TestModule } from 'vitest/node'
import type { SkippedTest, TestRun } from './test-summary.ts'

/**
 * Runs the tests that the arguments of the vitest command select, all by default.
 *
 * @param projects the projects to run, when not all of them can be.
 */
export async function runVitest(
  args: readonly string[],
  projects?: readonly string[],
): Promise<TestRun> {
  const { filter, options } = parseCLI(['vitest', 'run', ...args])
  const vitest = await startVitest(filter, {
    ...options,
    watch: false,
    ...(projects ? { project: [...projects] } : {}),
  })
  const modules = vitest.state.getTestModules()
  const strayErrors = vitest.state.getUnhandledErrors()
  await vitest.close()
  const run = countTests(modules, strayErrors.length)
  const foundNothing = modules.length === 0
  return foundNothing ? { ...run, failures: [...run.failures, 'no test file was found'] } : run
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
