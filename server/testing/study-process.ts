/**
 * A server's record with its studies in a process of its own, to be killed: its first argument is its folder, its second
 * the document of a study that it begins with, or nothing. Says a line for each event of studies that is on record.
 */
import { openServerRecord } from '../app/server-record.ts'
import { callStudies } from './study-place.ts'

const [, , dataFolder = '', document = ''] = process.argv
const config = { dataFolder, databaseUrl: undefined, auditMinutes: 1000, trialWorkers: 1 }
const options = { threads: 0, isAuditing: false, pollMs: 50 }
const record = await openServerRecord(config, (line) => process.stderr.write(`${line}\n`), options)
let next = record.ledger.head.size
record.bus.feed.follow(async () => {
  const from = next
  next = record.bus.feed.end
  for (const { event } of await record.bus.feed.read(from, next - from)) {
    if (String(event.type).startsWith('ml.trial.')) process.stdout.write('.\n')
  }
})
if (document !== '') {
  await callStudies(record).call('studies.create', { document, study_id: 'mine' })
}
