/** `npm run check`: everything that can be known without running a test, in under a minute. */
import { join } from 'node:path'
import { ensureViewerBuilt } from './build-viewer.ts'
import { formatSizes, measureBundle } from './bundle-size.ts'
import { checkTypes } from './check-types.ts'
import { ROOT, VIEWER_FOLDER } from './project.ts'
import { type CommandOutcome, runCommand, runTool, stopOnSignals } from './run-command.ts'
import { runSteps } from './steps.ts'

const CORES = 2
const SHADER_SCRIPT = join(ROOT, 'shaders/embed-parts.ts')
const EVENT_SCRIPT = join(ROOT, 'scripts/lint-events.ts')
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
    ['shaders', () => runCommand(process.execPath, [SHADER_SCRIPT, '--check'])],
    ['events', () => runCommand(process.execPath, [EVENT_SCRIPT])],
    ['schemas', () => runCommand(process.execPath, [SCHEMA_SCRIPT, '--check'])],
  ],
  CORES,
)
if (sizes !== '') console.log(sizes)
process.exit(results.every(({ passed }) => passed) ? 0 : 1)
