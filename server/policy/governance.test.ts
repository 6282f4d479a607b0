import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { verifyVerdicts } from '../../engine/policy/verify-verdicts.ts'
import { selectChain } from '../storage/verdict-tables.ts'
import { ADMIN, type GateRoom, openGateRoom, READER, REQUEST } from '../testing/gate-place.ts'
import { createRunFolder, type RunPlace } from '../testing/run-place.ts'
import { DEFAULT_POLICIES } from './default-policies.ts'
import { openFirstToken } from './first-token.ts'
import { ANONYMOUS } from './gate.ts'

let place: RunPlace
let room: GateRoom

beforeAll(async () => {
  place = await createRunFolder()
  room = await openGateRoom(place)
})
afterAll(async () => {
  await room.close()
  await place.dispose()
})

const eventsOf = async (type: string) =>
  (await room.readEvents()).filter((event) => event.type === type)

describe('tokens', () => {
  test('the first is made once, with all scopes, in a file that its owner alone reads', async () => {
    const folder = place.config.dataFolder
    const publish = async (event: never) => {
      const { seq } = await room.record.bus.publishEvent(event, { correlationId: 'start' })
      await room.record.bus.waitUntilHeard(seq, 60_000)
    }
    const token = await openFirstToken(folder, room.gate, { publishEvent: publish })
    expect(token).toMatch(/^tl_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/)
    expect((await stat(`${folder}/token`)).mode & 0o777).toBe(0o600)
    expect(await openFirstToken(folder, room.gate, { publishEvent: publish })).toBe(token)
    expect(await eventsOf('token.created')).toHaveLength(1)
    expect(JSON.stringify(await room.readEvents())).not.toContain(token!.slice(20))
    const { scopes } = await room.gate.authenticate(`Bearer ${token}`)
    expect(scopes).toEqual(['read', 'write', 'admin'])
  })

  test('of several first starts one makes it, and those of the same folder have it', async () => {
    const own = await createRunFolder()
    const twin = await openGateRoom(own)
    const elsewhere = mkdtempSync(join(tmpdir(), 'thunderline-token-'))
    onTestFinished(async () => {
      await twin.close()
      await own.dispose()
      rmSync(elsewhere, { recursive: true })
    })
    const started = Promise.withResolvers<void>()
    let waiting = 0
    const publish = async (event: never) => {
      // All have found that there is none before the first is on record.
      if (++waiting === 4) started.resolve()
      await started.promise
      const { seq } = await twin.record.bus.publishEvent(event, { correlationId: 'start' })
      await twin.record.bus.waitUntilHeard(seq, 60_000)
    }
    const folder = own.config.dataFolder
    const [first, ...others] = await Promise.all(
      [folder, folder, folder, elsewhere].map((each) =>
        openFirstToken(each, twin.gate, { publishEvent: publish }),
      ),
    )
    const made = (await twin.readEvents()).filter(({ type }) => type === 'token.created')
    expect(made).toHaveLength(1)
    const inFolder = [first, ...others.slice(0, 2)]
    const given = new Set([...inFolder, others[2]].filter((each) => each !== undefined))
    expect(given.size).toBe(1)
    const isThere = inFolder[0] !== undefined
    expect(inFolder).toEqual(Array(3).fill(isThere ? [...given][0] : undefined))
    const names = [folder, elsewhere].flatMap((each) => readdirSync(each))
    expect(names.filter((name) => name.startsWith('token'))).toEqual(['token'])
  })

  test('a kill before the file has its name leaves a token that is found again', async () => {
    const own = await createRunFolder()
    const twin = await openGateRoom(own)
    onTestFinished(async () => {
      await twin.close()
      await own.dispose()
    })
    const folder = own.config.dataFolder
    const killed = openFirstToken(folder, twin.gate, {
      async publishEvent(event: never) {
        const { seq } = await twin.record.bus.publishEvent(event, { correlationId: 'start' })
        await twin.record.bus.waitUntilHeard(seq, 60_000)
        throw new Error('killed')
      },
    })
    await expect(killed).rejects.toThrow('killed')
    expect(readdirSync(folder).filter((name) => name.startsWith('token'))).toEqual([
      expect.stringMatching(/^token\.[0-9a-f]{16}\.made$/),
    ])
    const publishEvent = () => Promise.reject(new Error('nothing is published'))
    const token = await openFirstToken(folder, twin.gate, { publishEvent })
    expect((await twin.gate.authenticate(`Bearer ${token}`)).scopes).toContain('admin')
    expect((await stat(`${folder}/token`)).mode & 0o777).toBe(0o600)
  })

  test('one counts from when it is made until it is revoked or its time is over', async () => {
    const made = (await room.call('tokens.create', { name: 'ci', scopes: ['read'] })) as {
      token: string
      about: { token_id: string }
    }
    const whoIs = (token: string) => room.gate.authenticate(`bearer ${token}`)
    expect(await whoIs(made.token)).toEqual({ id: made.about.token_id, scopes: ['read'] })
    const wrong = made.token.slice(0, -1) + (made.token.endsWith('A') ? 'B' : 'A')
    const nobody = [wrong, made.token.slice(0, -1), `${made.token}A`, made.about.token_id, '', ' ']
    for (const token of nobody) expect(await whoIs(token)).toBe(ANONYMOUS)
    const revoke = { token_id: made.about.token_id, reason: 'lost' }
    expect(await room.call('tokens.revoke', revoke)).toMatchObject({ state: 'revoked' })
    expect(await whoIs(made.token)).toBe(ANONYMOUS)
    await expect(room.call('tokens.revoke', revoke)).rejects.toMatchObject({ status: 409 })
    expect(JSON.stringify(await room.call('tokens.list', {}))).not.toContain('sha256')
  })

  test('nobody gives scopes that they do not have', async () => {
    const policies = {
      text: `${DEFAULT_POLICIES}permit (principal == Caller::"rita", action, resource);`,
    }
    await room.call('policies.change', { ...policies, reason: 'a test' })
    const asked = { name: 'more', scopes: ['read', 'admin'] }
    await expect(room.call('tokens.create', asked, READER)).rejects.toMatchObject({ status: 400 })
    await room.call('policies.change', { text: DEFAULT_POLICIES, reason: 'as before' })
  })
})

describe('policies', () => {
  test('others count at once, are on record with their text, and after a restart', async () => {
    const text = `@id("all") permit (principal, action, resource);`
    const changed = await room.call('policies.change', { text, reason: 'let all in' })
    expect(changed).toMatchObject({ text, is_default: false, changed_by: ADMIN.id })
    const ask = () => room.gate.decide({ ...REQUEST, principal: ANONYMOUS })
    expect(await ask()).toMatchObject({ decision: 'allow', reason: 'permitted by policy "all"' })
    expect((await eventsOf('policies.changed')).at(-1)!.data).toMatchObject({ text, by: ADMIN.id })
    await room.close()
    room = await openGateRoom(place)
    expect(await ask()).toMatchObject({ decision: 'allow' })
    await room.call('policies.change', { text: DEFAULT_POLICIES, reason: 'as before' })
    expect(await ask()).toMatchObject({ decision: 'deny' })
  })

  test('those that are none, or would lock their author out, leave all as it is', async () => {
    const before = await room.call('policies.get', {})
    const change = (text: string) => room.call('policies.change', { text, reason: 'a test' })
    await expect(change('permit')).rejects.toMatchObject({ status: 400 })
    await expect(change('')).rejects.toMatchObject({ status: 409 })
    expect(await room.call('policies.get', {})).toEqual(before)
  })

  test('a replay names each verdict that would be another', async () => {
    const text = `${DEFAULT_POLICIES}
      forbid (principal, action == Action::"flags.list", resource);`
    await room.call('flags.list', {})
    const { items } = (await room.call('verdicts.list', { limit: 200 })) as {
      items: { verdict_id: string; action: string; decision: string }[]
    }
    const wanted = items.filter(
      ({ action, decision }) => action === 'flags.list' && decision === 'allow',
    )
    type Replay = { differ: number; items: { verdict_id: string; action: string }[] }
    const replay = (await room.call('policies.replay', { text, limit: 10_000 })) as Replay
    const told = replay.items.filter(({ action }) => action === 'flags.list')
    expect(told.map((each) => each.verdict_id)).toEqual(
      wanted.map((each) => each.verdict_id).toReversed(),
    )
    // The others were given while others were in force.
    const input = { text: DEFAULT_POLICIES, limit: 10_000 }
    const rest = (await room.call('policies.replay', input)) as Replay
    expect(rest.differ).toBe(replay.differ - wanted.length)
  })
})

describe('flags', () => {
  test('a feature that is switched off is denied where it is asked, and its change is on record', async () => {
    const asked = { ...REQUEST, surface: 'graphql' } as const
    expect((await room.gate.decide(asked)).decision).toBe('allow')
    const off = { flag: 'features.graphql', is_on: false, reason: 'a test' }
    expect(await room.call('flags.set', off)).toMatchObject({ is_on: false, changed_by: ADMIN.id })
    expect(await room.gate.decide(asked)).toMatchObject({
      ...{ decision: 'deny', reason: 'forbidden by policy "graphql-is-off"' },
    })
    expect((await room.gate.decide(REQUEST)).decision).toBe('allow')
    expect(room.gate.isOn('features.graphql')).toBe(false)
    expect((await eventsOf('flag.changed')).at(-1)!.data).toEqual({
      ...{ flag: 'features.graphql', previous: true, is_on: false, by: ADMIN.id, reason: 'a test' },
    })
    await room.call('flags.set', { ...off, is_on: true })
    expect((await room.gate.decide(asked)).decision).toBe('allow')
  })
})

describe('verdicts', () => {
  test('one on a command is on record before it is done, and is the cause of what it leaves', async () => {
    const before = (await room.readEvents()).length
    await room.call('flags.set', { flag: 'features.bridge', is_on: true, reason: 'a test' })
    const events = (await room.readEvents()).slice(before)
    expect(events).toMatchObject([
      { type: 'policy.verdict.completed', data: { action: 'flags.set', decision: 'allow' } },
      { type: 'flag.changed', causationid: (events[0] as unknown as { id: string }).id },
    ])
  })

  test('denials of whoever has no token do not fill the ledger, others are on record', async () => {
    const before = (await room.readEvents()).length
    const command = { ...REQUEST, action: 'flags.set', isCommand: true } as const
    await room.gate.decide({ ...command, principal: ANONYMOUS })
    expect(await room.readEvents()).toHaveLength(before)
    await room.gate.decide({ ...command, principal: READER })
    expect((await room.readEvents()).slice(before)).toMatchObject([
      { type: 'policy.verdict.completed', data: { decision: 'deny', principal: READER.id } },
    ])
  })

  test('each is in the chain, which verifies, and pages tell all of them once', async () => {
    await room.gate.verdicts.write()
    const seen: string[] = []
    for (let after: string | undefined, page = 0; page < 100; page++) {
      const input = { limit: 7, ...(after === undefined ? {} : { after }) }
      const list = (await room.call('verdicts.list', input)) as {
        items: { verdict_id: string; latency_us: number }[]
        next?: string
      }
      seen.push(...list.items.map(({ verdict_id }) => verdict_id))
      if (list.next === undefined) break
      after = list.next
    }
    expect(new Set(seen).size).toBe(seen.length)
    const chainId = seen[0]!.split('.')[0]!
    const rows = await selectChain(room.record.database, chainId, 0, 10_000)
    const batch = {
      first: 0,
      records: rows.map(({ record }) => record),
      links: new Uint8Array(Buffer.concat(rows.map(({ link }) => link))),
      signature: undefined,
    }
    expect(await verifyVerdicts([batch])).toMatchObject({ kind: 'intact', verdicts: rows.length })
  })
})

test('verdicts are found by what was decided, of whom, about what, and when; a replay by when', async () => {
  type Listed = { verdict_id: string; at_ms: number; decision: string; principal: string }
  const list = async (input: object) =>
    ((await room.call('verdicts.list', { limit: 200, ...input })) as { items: Listed[] }).items
  await room.call('flags.list', {}, READER)
  const all = await list({ action: 'flags.list' })
  const decided = { action: 'flags.list', decision: 'allow', principal: READER.id }
  const found = await list(decided)
  expect(found.length).toBeGreaterThan(0)
  expect(found.length).toBeLessThan(all.length)
  expect(found).toEqual(
    all.filter((each) => each.decision === 'allow' && each.principal === READER.id),
  )
  expect(await list({ principal: 'nobody' })).toEqual([])
  const [newest] = found
  const at = newest!.at_ms
  expect(await list({ ...decided, since_ms: at })).toEqual(found.filter((it) => it.at_ms >= at))
  expect(await list({ ...decided, until_ms: at - 1 })).toEqual(found.filter((it) => it.at_ms < at))
  const replay = (times: object) => room.call('policies.replay', { text: '', ...times })
  expect(await replay({ until_ms: 1 })).toMatchObject({ decided: 0, differ: 0 })
  const { items } = (await replay({ since_ms: at, limit: 10_000 })) as { items: Listed[] }
  expect(items.map((each) => each.verdict_id)).toContain(newest!.verdict_id)
})

describe('presence', () => {
  test('somebody is there from joining to leaving, and nobody leaves for others', async () => {
    const at = { room: 'run-1', member: 'tab-1' }
    expect(await room.call('presence.join', at, READER)).toMatchObject({ ...at, principal: 'rita' })
    await expect(room.call('presence.join', at)).rejects.toMatchObject({ status: 409 })
    expect(await room.call('presence.leave', at)).toEqual({ was_there: false })
    expect(await room.call('presence.list', {})).toMatchObject({ items: [at] })
    expect(await room.call('presence.leave', at, READER)).toEqual({ was_there: true })
    expect(await room.call('presence.list', { room: 'run-1' })).toEqual({ items: [] })
  })
})
