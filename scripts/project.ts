/** Where things are in this repository, as absolute paths. */
import { resolve } from 'node:path'

/** The folder of package.json. */
export const ROOT = resolve(import.meta.dirname, '..')

/** The built viewer, as the server serves it. */
export const VIEWER_FOLDER = resolve(ROOT, 'dist/viewer')

/** The command line as one plain JavaScript file, which is the package's bin. */
export const CLI_FILE = resolve(ROOT, 'dist/cli/thunderline.js')

/** What threads that measure members of an ensemble begin with; `engine/node/member-pool.ts` looks for it. */
export const CLI_MEMBER_FILE = resolve(ROOT, 'dist/cli/member-worker.js')

/** What its helping threads begin with; `engine/node/kernel-threads.ts` looks for it by this name. */
export const CLI_HELPER_FILE = resolve(ROOT, 'dist/cli/kernel-helper.js')

/** What a thread of the quality gate begins with; `engine/node/run-in-thread.ts` looks for it by this name. */
export const CLI_QA_FILE = resolve(ROOT, 'dist/cli/qa-thread.js')
