/**
 * Reads a ledger in a process of its own, so that its memory is its own too: `audit`, `open` or `prove`, and the
 * folder. Prints what it measured, as JSON.
 */
import { buildInclusionProof } from '../../server/ledger/build-proof.ts'
import { auditLedgerFolder } from '../../server/ledger/files/audit-folder.ts'
import { FileLedger } from '../../server/ledger/files/file-ledger.ts'
import { createRandomSource } from '../../server/testing/random-source.ts'
import { percentile } from '../benchmark.ts'

const PROOFS = 2000

const tasks = { audit, open, prove }
const [task, folder] = process.argv.slice(2) as [keyof typeof tasks, string]
const values = await tasks[task]()
const peakMB = (process.resourceUsage().maxRSS * 1024) / 1e6
process.stdout.write(JSON.stringify({ ...values, peakMB }))

async function audit() {
  const startMs = performance.now()
  const { entries, isClean } = await auditLedgerFolder({ folder })
  const seconds = (performance.now() - startMs) / 1000
  if (!isClean) throw new Error('The ledger is not clean.')
  return { seconds, entriesPerSecond: entries / seconds }
}

async function open() {
  const startMs = performance.now()
  const ledger = await FileLedger.open({ folder })
  const seconds = (performance.now() - startMs) / 1000
  await ledger.close()
  return { seconds }
}

async function prove() {
  const ledger = await FileLedger.open({ folder })
  const random = createRandomSource(1)
  const { size } = ledger.head
  const times: number[] = []
  for (let i = 0; i < PROOFS; i++) {
    const seq = random.below(size)
    const startMs = performance.now()
    await buildInclusionProof(ledger, seq, size)
    times.push(performance.now() - startMs)
  }
  await ledger.close()
  return { p50Ms: percentile(times, 50), p99Ms: percentile(times, 99) }
}
