/** `npm run check`: everything that can be known without running a test, in under a minute. */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { ensureViewerBuilt } from './build-viewer.ts'
import { formatSizes, measureBundle } from './bundle-size.ts'
import { checkTypes } from './check-types.ts'
import { lintFiles } from './lint-events.ts'
import { ROOT, VIEWER_FOLDER } from './project.ts'
import { type CommandOutcome, runCommand, runTool, stopOnSignals } from './run-command.ts'
import { runSteps } from './steps.ts'

const CORES = 2
const SHADER_SCRIPT = join(ROOT, 'shaders/embed-parts.ts')
const SCHEMA_SCRIPT = join(ROOT, 'scripts/write-schemas.ts')

stopOnSignals()

let sizes = ''

async function checkBundleSize(): Promise<CommandOutcome> {
  await ensureViewerBuilt()
  const rows = measureBundle(VIEWER_FOLDER)
  sizes = formatSizes(rows)
  const isOver = rows.some(({ kilobytes, limitKilobytes }) => kilobytes > limitKilobytes)
  return { status: isOver ? 1 : 0, output: isOver ? 'The viewer is over a limit, see below.' : '' }
}

async function checkEvents(): Promise<CommandOutcome> {
  const files = globSync('{engine,server,viewer}/**/*.{ts,tsx}', { cwd: ROOT })
  const faults = lintFiles(
    ROOT,
    files.filter((file) => !/test\.tsx?$|\/testing\//.test(file)),
  )
  const output = faults.map(({ file, line, problem }) => `${file}:${line}: ${problem}`).join('\n')
  return { status: faults.length === 0 ? 0 : 1, output }
}

const results = await runSteps(
  [
    ['types', checkTypes],
    ['bundle size', checkBundleSize],
    ['Biome', () => runTool('biome', ['check', '--error-on-warnings'])],
    [
      'import map',
      () =>
        runTool('depcruise', [
          ...['--config', '.dependency-cruiser.mjs'],
          ...['engine', 'viewer', 'server', 'scripts', 'shaders'],
        ]),
    ],
    ['unused code', () => runTool('knip', ['--no-config-hints'])],
    ['events', checkEvents],
    ['shaders', () => runCommand(process.execPath, [SHADER_SCRIPT, '--check'])],
    ['schemas', () => runCommand(process.execPath, [SCHEMA_SCRIPT, '--check'])],
  ],
  CORES,
)
if (sizes !== '') console.log(sizes)
process.exit(results.every(({ passed }) => passed) ? 0 : 1)
