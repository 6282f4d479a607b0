/** Entry of the thread that audits: wiring only. */
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { auditLedgerFolder } from './audit-folder.ts'

const folder = z.string().parse(workerData)
parentPort!.postMessage(await auditLedgerFolder({ folder }))
