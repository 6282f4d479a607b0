/**
 * Bundles the command line into one plain JavaScript file.
 *
 * Node does not run TypeScript below node_modules, so the package's bin cannot be the source file.
 */
import { chmodSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { build } from 'vite'
import { CLI_FILE, ROOT } from './project.ts'

/**
 * Writes `dist/cli/thunderline.js`, which needs nothing else of this repository to run. The entry's
 * first line, which says that Node runs it, is kept.
 */
export async function buildCli(): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: join(ROOT, 'engine/cli/main.ts'),
      outDir: dirname(CLI_FILE),
      target: 'node20',
      minify: false,
      rolldownOptions: {
        checks: { bundlerTimings: false },
        // What is loaded on demand only is in the one file too.
        output: { entryFileNames: basename(CLI_FILE), codeSplitting: false },
      },
    },
  })
  chmodSync(CLI_FILE, 0o755)
}
