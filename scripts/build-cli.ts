/**
 * Bundles the command line into one plain JavaScript file, and its helping threads' entry into
 * another one beside it.
 *
 * Node does not run TypeScript below node_modules, so the package's bin cannot be the source file.
 */
import { chmodSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { build } from 'vite'
import {
  CLI_AUDIT_FILE,
  CLI_DATABASE_FILE,
  CLI_FILE,
  CLI_HELPER_FILE,
  CLI_TASK_FILE,
  ROOT,
} from './project.ts'

/** Packages that read files of their own folders: WebAssembly, and those of the web server and of its jobs. */
const OUTSIDE = [
  '@cedar-policy/cedar-wasm',
  '@electric-sql/pglite',
  '@fastify/static',
  '@resvg/resvg-wasm',
  'fastify',
  'pg-boss',
]

/**
 * Writes `dist/cli/thunderline.js`, which needs nothing else of this repository to run, save that
 * policies written by hand take the package of Cedar, and `serve` those of the web server and of its database; where
 * `kernel-helper.js` lies beside it, it has threads. The entry's first line, which says that Node
 * runs it, is kept.
 */
export async function buildCli(): Promise<void> {
  await Promise.all([
    bundle('server/cli/main.ts', CLI_FILE),
    bundle('engine/node/kernel-helper.ts', CLI_HELPER_FILE),
    bundle('engine/node/task-thread.ts', CLI_TASK_FILE),
    bundle('server/ledger/files/audit-worker.ts', CLI_AUDIT_FILE),
    bundle('server/storage/embedded-worker.ts', CLI_DATABASE_FILE),
  ])
  chmodSync(CLI_FILE, 0o755)
}

async function bundle(entry: string, file: string): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: OUTSIDE },
    build: {
      ssr: join(ROOT, entry),
      outDir: dirname(file),
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        checks: { bundlerTimings: false },
        // What is loaded on demand only is in the one file too.
        output: { entryFileNames: basename(file), codeSplitting: false },
      },
    },
  })
}
