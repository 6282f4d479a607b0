/** Entry of a thread that examines entries of suites, one at a time. Wiring only. */
import { parentPort } from 'node:worker_threads'
import type { Acceptance } from '../qa/accept-entry.ts'
import { type QaTask, runQaTask } from './qa-task.ts'

/** What the thread tells. */
export type QaMessage =
  /** It begins with something that may take so long. */
  | { readonly kind: 'limit'; readonly seconds: number }
  | { readonly kind: 'done'; readonly acceptance: Acceptance }

const tell = (message: QaMessage) => parentPort?.postMessage(message)

parentPort?.on('message', async (task: QaTask) => {
  const acceptance = await runQaTask(task, (seconds) => tell({ kind: 'limit', seconds }))
  tell({ kind: 'done', acceptance })
})
