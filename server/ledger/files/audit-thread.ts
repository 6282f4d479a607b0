/** Audits a folder in a thread of its own, so that whoever else works in the process goes on. */
import { Worker } from 'node:worker_threads'
import type { AuditReport } from '../audit.ts'
import { AuditEndedError } from '../errors.ts'

/** The thread's entry beside this file, as it was written or bundled with the same name. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './audit-worker.ts' : './audit-worker.js',
  import.meta.url,
)

/**
 * Audits a folder.
 *
 * @throws {AuditEndedError} where it could not be made, or was given up.
 */
export async function auditInThread(folder: string, signal: AbortSignal): Promise<AuditReport> {
  const worker = new Worker(ENTRY, { workerData: folder })
  const { promise, resolve, reject } = Promise.withResolvers<AuditReport>()
  const fail = (problem: string, cause?: unknown) =>
    reject(new AuditEndedError({ folder, problem }, { cause }))
  worker.once('message', resolve)
  worker.once('error', (error) => fail(error.message, error))
  worker.once('exit', () => fail('its thread has ended'))
  const giveUp = () => void worker.terminate()
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', giveUp)
    await worker.terminate()
  }
}
