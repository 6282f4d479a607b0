import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Io } from '../../engine/cli/command.ts'
import { tries } from '../../engine/testing/tries.ts'
import { policiesReplayCommand, policiesSetCommand } from '../cli/policies-commands.ts'
import { tokensCreateCommand } from '../cli/tokens-create-command.ts'
import { verdictsVerifyCommand } from '../cli/verdicts-verify-command.ts'
import { makeSigner } from '../ledger/signer.ts'
import { dropOldVerdicts } from '../storage/verdict-tables.ts'
import { ADMIN, type GateRoom, openGateRoom, READER, REQUEST } from '../testing/gate-place.ts'
import { createRunFolder, type RunPlace } from '../testing/run-place.ts'
import { compareWithRecord } from './compare-with-record.ts'
import { readHeads } from './read-heads.ts'
import { type BookFault, verifyBook } from './verify-book.ts'

let place: RunPlace
let room: GateRoom
let chainId: string

const PER_HEAD = 4
const COMPLETE = 5 * PER_HEAD

beforeAll(async () => {
  place = await createRunFolder()
  room = await openGateRoom(place, { limits: { perHead: PER_HEAD, headMs: 600_000 } })
  await decide(COMPLETE + 2)
  await room.gate.verdicts.write()
})
afterAll(async () => {
  await room.close()
  await place.dispose()
})

/** Gives verdicts one after another, and waits until complete stretches are on record. */
async function decide(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { id } = await room.gate.decide({ ...REQUEST, resource: { type: 'Policy', id: `${i}` } })
    chainId = id.split('.')[0]!
  }
  while ((await readHeads(room.record.ledger)).length < Math.floor(count / PER_HEAD)) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const verify = async (key = room.record.signer.key) =>
  await verifyBook(room.record.database, key, await readHeads(room.record.ledger))

const at = (number: number) => `${chainId}.${number}`

/** What is found where the table was changed; it is as it was afterwards. */
async function faultAfter(
  statement: string,
  check = async () => (await verify()).faults,
): Promise<readonly BookFault[]> {
  const { database } = room.record
  await database.query('create table kept as select * from verdicts')
  try {
    await database.query(statement)
    return await check()
  } finally {
    await database.query('delete from verdicts')
    await database.query('insert into verdicts overriding system value select * from kept')
    await database.query('drop table kept')
  }
}

describe('verdicts that are kept', () => {
  test('are as they were given, also those without a head', async () => {
    expect(await verify()).toEqual({
      ...{ chains: 1, verdicts: COMPLETE + 2, withoutHead: 2, faults: [] },
    })
  })

  test('an altered one is named: its text, and its link', async () => {
    for (let number = 0; number < COMPLETE + 2; number += tries(20) < 20 ? 5 : 1) {
      const where = `where number = ${number}`
      const altered = { verdictId: at(number), problem: expect.stringContaining('not what was') }
      const text = `update verdicts set record = replace(record, '"allow"', '"deny"') ${where}`
      expect(await faultAfter(text)).toEqual([altered])
      const link = `update verdicts set link = sha256(link) ${where}`
      expect(await faultAfter(link)).toEqual([altered])
    }
  })

  test('a removed one is named, wherever it was but at the very end', async () => {
    for (const number of [0, 1, 6, 8, COMPLETE - 1, COMPLETE]) {
      const faults = await faultAfter(`delete from verdicts where number = ${number}`)
      expect(faults).toEqual([{ verdictId: at(number), problem: 'it is missing' }])
    }
  })

  test('one on a command is named also at the very end, by what the ledger has of it', async () => {
    const { database, ledger } = room.record
    const compare = () => compareWithRecord({ queries: database, log: ledger })
    const command = { ...REQUEST, isCommand: true, action: 'policies.change', principal: ADMIN }
    const { id } = await room.gate.decide(command)
    expect(await compare()).toEqual([])
    const missing = { verdictId: id, problem: 'the ledger has it, and it is not kept' }
    const number = id.split('.')[1]
    const tampered = async (statement: string) => await faultAfter(statement, compare)
    expect(await tampered(`delete from verdicts where number = ${number}`)).toEqual([missing])
    expect(await tampered('delete from verdicts')).toEqual([
      { ...missing, verdictId: id.replace(/\d+$/, '0') },
    ])
    // Whoever makes the whole end anew, links and all, cannot make what is on record.
    const other = `update verdicts set record = replace(record, 'ada', 'bob') where number = ${number}`
    expect(await tampered(other)).toMatchObject([{ problem: expect.stringMatching(/another/) }])
    const link = `update verdicts set link = sha256(link) where number = ${number} - 1`
    expect(await tampered(link)).toMatchObject([{ problem: expect.stringMatching(/link before/) }])
  })

  test('two that changed places are named by the first', async () => {
    const swap = `update verdicts v set record = w.record, link = w.link from verdicts w
      where v.number in (3, 9) and w.number in (3, 9) and v.number <> w.number`
    expect(await faultAfter(swap)).toMatchObject([{ verdictId: at(3) }])
  })

  test('a stretch whose head is missing, or of another key, is named by its first', async () => {
    const heads = await readHeads(room.record.ledger)
    const { database, signer } = room.record
    const without = heads.filter(({ first }) => first !== 8)
    expect((await verifyBook(database, signer.key, without)).faults).toMatchObject([
      { verdictId: at(8), problem: expect.stringContaining('no head') },
    ])
    expect((await verify(makeSigner().signer.key)).faults).toMatchObject([{ verdictId: at(0) }])
    const forged = heads.map((head, place) => ({
      ...head,
      signature: heads[(place + 1) % 5]!.signature,
    }))
    expect((await verifyBook(database, signer.key, forged)).faults).toMatchObject([
      { verdictId: at(0) },
    ])
  })

  test('the oldest complete stretches make room, and what is left verifies', async () => {
    const { database, bus, ledger } = room.record
    await bus.waitUntilHeard(ledger.head.size - 1, 60_000)
    expect(await dropOldVerdicts(database, COMPLETE)).toBe(0)
    // Ten are kept at most, but the stretch of the tenth is whole.
    expect(await dropOldVerdicts(database, 10)).toBe(12)
    expect(await verify()).toEqual({ chains: 1, verdicts: 11, withoutHead: 3, faults: [] })
    const compare = (kept: number) => compareWithRecord({ queries: database, log: ledger, kept })
    expect(await compare(10)).toEqual([])
    // Where fewer are kept than may be, nothing has made room: somebody has taken them away.
    expect(await compare(12)).toMatchObject([{ verdictId: at(0) }])
    expect(await faultAfter('delete from verdicts where number = 12')).toMatchObject([
      { verdictId: at(12) },
    ])
  })
})

describe('from the command line', () => {
  const said: string[] = []
  const io: Io = {
    ...{ out: (text) => void said.push(text), err: (text) => void said.push(text) },
    ...{ isErrTerminal: false, now: () => 0, env: {} },
  }
  const data = () => ({ data: place.config.dataFolder })
  const input = (args: readonly string[] = [], flags: readonly string[] = []) => ({
    ...{ args, text: data(), flags: new Set(flags) },
  })

  test('a token is made, policies are put in force and tried, and verdicts verify', async () => {
    await room.gate.decide({
      ...REQUEST,
      principal: READER,
      action: 'flags.list',
      resource: { type: 'Flag', id: '*' },
    })
    await room.close()
    const made = (await tokensCreateCommand.run(input(), io)).json as { token: string }
    // What was dropped above was not to make room, so it is missed.
    const missed = { verdictId: at(0), problem: 'the ledger has it, and it is not kept' }
    expect(await verdictsVerifyCommand.run(input(), io)).toMatchObject({
      ...{ exitCode: 1, json: { faults: [missed] } },
    })
    const replayed = await policiesReplayCommand.run(input(['default']), io)
    expect(replayed).toMatchObject({ exitCode: 0, json: { differ: 0 } })
    const early = { ...input(['default']), text: { ...data(), to: '1970-01-02T00:00:00Z' } }
    expect(await policiesReplayCommand.run(early, io)).toMatchObject({ json: { decided: 0 } })
    const never = { ...input(['default']), text: { ...data(), from: 'yesterday' } }
    await expect(policiesReplayCommand.run(never, io)).rejects.toThrow('--from needs a time')
    await policiesSetCommand.run(input(['default']), io)
    expect(said).toEqual([])
    room = await openGateRoom(place)
    expect((await room.gate.authenticate(`Bearer ${made.token}`)).scopes).toHaveLength(3)
    expect(await room.call('policies.get', {}, ADMIN)).toMatchObject({
      ...{ is_default: false, changed_by: 'command-line' },
    })
  })
})
