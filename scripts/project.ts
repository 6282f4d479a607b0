/** Where things are in this repository, as absolute paths. */
import { resolve } from 'node:path'

/** The folder of package.json. */
export const ROOT = resolve(import.meta.dirname, '..')

/** The built viewer, as the server serves it. */
export const VIEWER_FOLDER = resolve(ROOT, 'dist/viewer')

/** The same for hosts that only serve files, from any path. */
export const STATIC_FOLDER = resolve(ROOT, 'dist/static')

/** The command line as one plain JavaScript file, which is the package's bin. */
export const CLI_FILE = resolve(ROOT, 'dist/cli/thunderline.js')

/** What its helping threads begin with; `engine/node/kernel-threads.ts` looks for it by this name. */
export const CLI_HELPER_FILE = resolve(ROOT, 'dist/cli/kernel-helper.js')

/** What threads that do tasks begin with; `engine/node/task-pool.ts` looks for it by this name. */
export const CLI_TASK_FILE = resolve(ROOT, 'dist/cli/task-thread.js')

/** What the thread of an audit begins with; `server/ledger/files/audit-thread.ts` looks for it by this name. */
export const CLI_AUDIT_FILE = resolve(ROOT, 'dist/cli/audit-worker.js')

/** What the thread of a database begins with; `server/storage/embedded-thread.ts` looks for it by this name. */
export const CLI_DATABASE_FILE = resolve(ROOT, 'dist/cli/embedded-worker.js')
