/**
 * `npm test`: everything, on any machine. Arguments go to Vitest: `npm test -- engine/rules`.
 *
 * The last line is always `N passed, N failed, N skipped`. A step that fails counts as one failure,
 * and so does a browser that is missing, since tests that were asked for did not run.
 */
import { globSync } from 'node:fs'
import { ensureViewerBuilt } from './build-viewer.ts'
import { checkTypes } from './check-types.ts'
import { ensureBgolly } from './find-bgolly.ts'
import { ensureChromium, thisMachine } from './find-chromium.ts'
import { ensurePostgres } from './find-postgres.ts'
import { ROOT } from './project.ts'
import { runTool, stopOnSignals } from './run-command.ts'
import { runVitest } from './run-vitest.ts'
import { formatStep, runSteps } from './steps.ts'
import { formatSummary } from './test-summary.ts'

stopOnSignals()

const chromium = await ensureChromium(thisMachine())
console.log(chromium.message)
if (chromium.found) process.env.THUNDERLINE_CHROMIUM = chromium.path
const bgolly = await ensureBgolly(thisMachine())
console.log(bgolly.message)
if (bgolly.found) process.env.THUNDERLINE_BGOLLY = bgolly.path
const postgres = await ensurePostgres(thisMachine())
console.log(postgres.message)
if (postgres.found) process.env.THUNDERLINE_POSTGRES = postgres.path

const build = async () => {
  await ensureViewerBuilt()
  return { status: 0, output: '' }
}
const steps = await runSteps(
  [
    ['types', checkTypes],
    ['Biome', () => runTool('biome', ['check', '--error-on-warnings'])],
    ['build', build],
  ],
  2,
)

const isWholeRun = process.argv.length === 2
const start = performance.now()
const run = await runVitest(process.argv.slice(2), chromium.found)
const failures = [
  ...(chromium.found ? [] : ['browser tests, which need Chromium']),
  ...steps.filter(({ passed }) => !passed).map(({ name }) => name),
  ...run.failures,
  // A machine whose Chromium has no WebGPU would let a broken kernel pass.
  ...(isWholeRun && run.onGpu === 0 ? ['no test ran on a graphics device'] : []),
]
if (isWholeRun) {
  const sessions = globSync('{engine,server,viewer}/**/*.session-test.ts', { cwd: ROOT })
  console.log(`Left to npm run soak -- sessions, which takes longer: ${sessions.join(', ')}`)
}
console.log(formatStep('tests', run.failures.length === 0, performance.now() - start))
console.log(formatSummary({ ...run, failures }).join('\n'))
process.exit(failures.length === 0 ? 0 : 1)
