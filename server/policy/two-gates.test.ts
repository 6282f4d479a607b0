/** Two processes with gates of their own on one PostgreSQL: what is changed at one is in force at the other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import type { RecordLog } from '../events/record-log.ts'
import { ADMIN, type GateRoom, openGateRoom, READER, REQUEST } from '../testing/gate-place.ts'
import { sharePostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'
import { DEFAULT_POLICIES } from './default-policies.ts'
import { ANONYMOUS } from './gate.ts'
import { readHeads } from './read-heads.ts'
import { verifyBook } from './verify-book.ts'

/** A reading of what is in force counts so long: docs/policies.md says so. */
const WITHIN_MS = 1000

describe.skipIf(WHY_NO_POSTGRES !== undefined)(`PostgreSQL${WHY_NO_POSTGRES ?? ''}`, () => {
  const folder = createTemporaryFolder()
  let here: GateRoom
  let there: GateRoom
  /** The clock of the other one, which stands still unless it is told to go on. */
  let thereMs = 0

  beforeAll(async () => {
    const databaseUrl = await (await sharePostgres()).createDatabase()
    const config = { dataFolder: folder.path, databaseUrl, auditMinutes: 1000 }
    const place = { config, dispose: async () => {} }
    const rates = { token: { perSecond: 1, burst: 500 } }
    here = await openGateRoom(place, { rates })
    there = await openGateRoom(place, { rates, nowMs: () => thereMs })
  })
  afterAll(async () => {
    await Promise.all([here.close(), there.close()])
    folder.dispose()
    expect([...here.problems, ...there.problems]).toEqual([])
  })

  /** Does it here, and tells how it is there at once and after the time that it may take. */
  async function seenThere<T>(change: () => Promise<unknown>, see: () => Promise<T>): Promise<T[]> {
    await there.gate.governance.refresh()
    await change()
    const atOnce = await see()
    thereMs += WITHIN_MS
    return [atOnce, await see()]
  }

  test('tokens that are made and revoked count there, and no more, within a second', async () => {
    type Made = { token: string; about: { token_id: string } }
    let made: Made | undefined
    const whoIs = async () => (await there.gate.authenticate(`Bearer ${made!.token}`)).id
    const make = async () => {
      made = (await here.call('tokens.create', { name: 'ci', scopes: ['read'] })) as Made
    }
    const [before, after] = await seenThere(make, whoIs)
    expect([before, after]).toEqual([ANONYMOUS.id, made!.about.token_id])
    const revoke = () =>
      here.call('tokens.revoke', { token_id: made!.about.token_id, reason: 'lost' })
    expect(await seenThere(revoke, whoIs)).toEqual([made!.about.token_id, ANONYMOUS.id])
  })

  test('flags and policies are as they were set, within a second', async () => {
    const flag = { flag: 'features.graphql', reason: 'a test' }
    const isOn = async () => {
      await there.gate.authenticate('Bearer of nothing')
      return there.gate.isOn('features.graphql')
    }
    const off = () => here.call('flags.set', { ...flag, is_on: false })
    expect(await seenThere(off, isOn)).toEqual([true, false])
    const text = `${DEFAULT_POLICIES}forbid (principal, action == Action::"flags.list", resource);`
    const ask = async () =>
      (await there.gate.decide({ ...REQUEST, action: 'flags.list', resource: FLAGS })).decision
    const forbid = () => here.call('policies.change', { text, reason: 'a test' })
    expect(await seenThere(forbid, ask)).toEqual(['allow', 'deny'])
    // And the other way round: neither of them is the first.
    await there.call('policies.change', { text: DEFAULT_POLICIES, reason: 'as before' })
    await here.gate.governance.refresh()
    const again = await here.gate.decide({ ...REQUEST, action: 'flags.list', resource: FLAGS })
    expect(again.decision).toBe('allow')
  })

  test('how often somebody may ask, and who is there, each process counts for itself', async () => {
    const key = `token ${READER.id}`
    while (here.gate.admit(key).isAdmitted);
    expect(there.gate.admit(key).isAdmitted).toBe(true)
    await here.call('presence.join', { room: 'run-1', member: 'tab' }, ADMIN)
    const inRoom = async (room: GateRoom) =>
      (await room.call('presence.list', { room: 'run-1' })) as { items: unknown[] }
    expect((await inRoom(here)).items).toHaveLength(1)
    expect((await inRoom(there)).items).toEqual([])
  })

  test('each has a chain of verdicts of its own, and both verify, told by either', async () => {
    const rooms = [here, there]
    const asked = Array.from({ length: 60 }, (_, n) =>
      rooms[n % 2]!.gate.decide({ ...REQUEST, resource: { type: 'Policy', id: `p${n}` } }),
    )
    await Promise.all(asked)
    await Promise.all(rooms.map(({ gate }) => gate.verdicts.endStretch()))
    for (const { record } of rooms) {
      const { database, signer } = record
      const ledger: RecordLog = record.ledger
      // What the other one has appended.
      await ledger.refresh?.()
      const report = await verifyBook(database, signer.key, await readHeads(record.ledger))
      expect(report).toMatchObject({ chains: 2, withoutHead: 0, faults: [] })
      expect(report.verdicts).toBeGreaterThan(60)
    }
  })
})

const FLAGS = { type: 'Flag', id: '*' } as const
