import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tries } from '../../engine/testing/tries.ts'
import type { AuditReport } from '../ledger/audit.ts'
import { hasFailedLast, tellOfAudits } from './audit-record.ts'

type Deed =
  | { readonly kind: 'publish' }
  | { readonly kind: 'start'; readonly server: number }
  /** Entries at the end may not be covered by a checkpoint yet, and are not audited then. */
  | { readonly kind: 'audit'; readonly server: number; readonly uncovered: number }

const anyServer = fc.nat({ max: 2 })
const anyDeed = fc.oneof<fc.MaybeWeightedArbitrary<Deed>[]>(
  fc.constant({ kind: 'publish' as const }),
  fc.record({ kind: fc.constant('start' as const), server: anyServer }),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('audit' as const),
      server: anyServer,
      uncovered: fc.oneof(fc.constant(0), fc.nat({ max: 3 })),
    }),
  },
)

/** A log that several servers append to. */
function createShared() {
  const events: { readonly type: string; readonly data: { readonly entries?: number } }[] = []
  const log = {
    get head() {
      return { size: events.length }
    },
    read: async (from: number, count: number) =>
      events.slice(from, from + count).map((event) => JSON.stringify({ event })),
  }
  const bus = {
    async publishEvent({ name, data }: { readonly name: string; readonly data: object }) {
      events.push({ type: name, data })
      return { seq: events.length - 1, isNew: true, id: '' }
    },
  }
  return { events, log, bus, startServer: () => tellOfAudits(bus, log) }
}

const report = (entries: number, faults: AuditReport['faults'] = []): AuditReport => ({
  ...{ isClean: faults.length === 0, entries, root: '0'.repeat(64), faults },
  ...{ checkpoints: 0, covered: 0, writer: undefined },
})

const isAudit = (event: { readonly type: string } | undefined) =>
  event?.type === 'system.ledger.audit.completed'

test('an audit is told of where it finds something that is no audit and that none before has covered, whoever made them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyDeed, { maxLength: 40 }), async (deeds) => {
      const { events, log, bus, startServer } = createShared()
      const servers = [startServer(), startServer(), startServer()]
      for (const deed of deeds) {
        if (deed.kind === 'publish') await bus.publishEvent({ name: 'a.b', data: {} })
        else if (deed.kind === 'start') servers[deed.server] = startServer()
        else {
          const entries = Math.max(0, log.head.size - deed.uncovered)
          const before = log.head.size
          const told = events.filter(isAudit).map(({ data }) => data.entries ?? 0)
          const covered = Math.max(0, ...told)
          const hasNews = events.slice(covered, entries).some((event) => !isAudit(event))
          await servers[deed.server]!(report(entries), 5)
          expect(log.head.size > before).toBe(hasNews)
        }
      }
    }),
    { numRuns: tries(600) },
  )
})

test('an audit that fails is told of each time, and so is the first that holds again', async () => {
  const { events, bus, startServer } = createShared()
  const tell = startServer()
  await bus.publishEvent({ name: 'a.b', data: {} })
  await tell(report(1), 5)
  const fault = { seq: 0, part: 'entries' as const, problem: 'it was changed' }
  for (let n = 0; n < 2; n++) await tell(report(0, [fault]), 5)
  for (let n = 0; n < 3; n++) await tell(report(events.length), 5)
  expect(events.map(({ type }) => type)).toEqual([
    ...['a.b', 'system.ledger.audit.completed'],
    ...['system.ledger.audit.failed', 'system.ledger.audit.failed'],
    'system.ledger.audit.completed',
  ])
})

test('the last audit on record says whether the ledger was found changed, whatever came since', async () => {
  const { bus, log, startServer } = createShared()
  const tell = startServer()
  const publish = async (count: number) => {
    for (let i = 0; i < count; i++) await bus.publishEvent({ name: 'a.b', data: {} })
  }
  expect(await hasFailedLast(log)).toBe(false)
  await publish(3)
  await tell(report(3, [{ part: 'entries', seq: 1, problem: 'It is another.' }]), 1)
  expect(await hasFailedLast(log)).toBe(true)
  await publish(250)
  expect(await hasFailedLast(log)).toBe(true)
  await tell(report(254), 1)
  await publish(1)
  expect(await hasFailedLast(log)).toBe(false)
})
