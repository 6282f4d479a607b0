/** Backups of records that are written to meanwhile, restored wherever a record can be. */
import { execFileSync, spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { copyLedger } from '../ledger/files/backup-ledger.ts'
import { readHeads } from '../policy/read-heads.ts'
import { verifyBook } from '../policy/verify-book.ts'
import { ARTIFACT_TABLE } from '../storage/artifact-tables.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { placeFolder } from '../storage/unfinished-folder.ts'
import { type GateRoom, openGateRoom } from '../testing/gate-place.ts'
import { sharePostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'
import { callRuns, createRunFolder, OVER, type RunPlace } from '../testing/run-place.ts'
import { backUp } from './back-up.ts'
import { BACKUP_MAKING, copyFileDurably } from './backup-folder.ts'
import { checkBackup, restore } from './restore.ts'
import { readVerdicts } from './verdict-lines.ts'

const SOUP = `
version: 1
name: A soup
rule: B3/S23
world: { size: [64, 64] }
seed: 7
initial: [{ soup: { density: 90 } }]
ticks: 100
`
const CONTENT = Buffer.from('what a run has left behind')
const SHA256 = createHash('sha256').update(CONTENT).digest('hex')

async function* chunksOf(bytes: Uint8Array) {
  yield bytes
}

async function storeContent({ artifacts, bus }: ServerRecord, content: Uint8Array): Promise<void> {
  await artifacts.store(chunksOf(content), undefined, async (stored) => {
    const data = { ...stored, media_type: 'text/plain', role: 'other' }
    const { seq } = await bus.publishEvent(
      { kind: 'record', name: 'artifact.stored', data },
      { correlationId: 'c' },
    )
    await bus.waitUntilHeard(seq, 60_000)
  })
}

/** Writes on until it is ended; gives how many events were acknowledged. */
function writeOn({ bus }: ServerRecord) {
  let isOn = true
  const writing = (async () => {
    for (let n = 0; isOn; n++) {
      const data = { flag: 'rollout', is_on: n % 2 === 0, by: 'ada', reason: `${n}` }
      await bus.publishEvent({ kind: 'record', name: 'flag.changed', data }, { correlationId: 'c' })
    }
  })()
  return async () => {
    isOn = false
    await writing
  }
}

function temporary(): string {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  return folder.path
}

/** Restored records are opened as a server would, and asked for all that was backed up. */
async function expectWhole(
  config: { readonly dataFolder: string; readonly databaseUrl: string | undefined },
  { runId, stateHash, root, entries }: Filled & { readonly root: string; readonly entries: number },
): Promise<void> {
  const problems: string[] = []
  const record = await openServerRecord({ ...config, auditMinutes: 1000 }, (line) =>
    problems.push(line),
  )
  try {
    const { ledger, bus, database, artifacts, signer, runs } = record
    expect(ledger.head.size).toBe(entries)
    expect(Buffer.from(ledger.head.root).toString('hex')).toBe(root)
    await bus.waitUntilHeard(ledger.head.size - 1, 60_000)
    const { call } = callRuns(record)
    expect(await call('runs.get', { run_id: runId })).toMatchObject({ state_hash: stateHash })
    expect((await runs.desk.scenarioOf(runId))?.text).toContain('A soup')
    const artifact = await selectResource(database, ARTIFACT_TABLE, SHA256)
    const chunks: Uint8Array[] = []
    for await (const chunk of await artifacts.read(artifact!)) chunks.push(chunk)
    expect(Buffer.concat(chunks)).toEqual(CONTENT)
    const book = await verifyBook(database, signer.key, await readHeads(ledger))
    expect(book).toMatchObject({ chains: 1, withoutHead: 0, faults: [] })
    expect(book.verdicts).toBeGreaterThan(2)
    // A record that goes on, whether or not an audit has ended meanwhile.
    const data = { flag: 'rollout', is_on: true, by: 'ada', reason: 'restored' }
    await bus.publishEvent({ kind: 'record', name: 'flag.changed', data }, { correlationId: 'c' })
  } finally {
    await record.close()
  }
  expect(problems).toEqual([])
}

interface Filled {
  readonly runId: string
  readonly stateHash: string
}

async function fill({ record, gate, call }: GateRoom): Promise<Filled> {
  const runs = callRuns(record)
  const { run_id: runId } = await runs.call('runs.create', { scenario: SOUP })
  const { state_hash: stateHash } = await runs.until(runId, OVER)
  await storeContent(record, CONTENT)
  for (let n = 0; n < 3; n++) await call('policies.get', {})
  await gate.verdicts.endStretch()
  return { runId, stateHash: stateHash! }
}

describeBackups('embedded', createRunFolder)
describe.skipIf(WHY_NO_POSTGRES !== undefined)(`PostgreSQL${WHY_NO_POSTGRES ?? ''}`, () =>
  describeBackups('served', async () => {
    const folder = createTemporaryFolder()
    const databaseUrl = await (await sharePostgres()).createDatabase()
    return {
      config: { dataFolder: folder.path, databaseUrl, auditMinutes: 1000 },
      dispose: async () => folder.dispose(),
    }
  }),
)

function describeBackups(kind: string, createPlace: () => Promise<RunPlace>): void {
  describe(`a backup of a record, ${kind}`, () => {
    let place: RunPlace
    let room: GateRoom
    let filled: Filled
    beforeAll(async () => {
      place = await createPlace()
      room = await openGateRoom(place)
      filled = await fill(room)
    })
    afterAll(async () => {
      await room.close()
      await place.dispose()
    })

    test('made while it is written to has all that was acknowledged before, and is a record again in a folder and in a PostgreSQL', async () => {
      const to = join(temporary(), 'backup')
      const acknowledged = room.record.ledger.head.size
      const stop = writeOn(room.record)
      const facts = await backUp(place.config, to)
      await stop()
      // What was stored, and the report of the run.
      expect(facts).toMatchObject({ artifacts: 2, scenarios: 1, left_out: [] })
      expect(facts.entries).toBeGreaterThanOrEqual(acknowledged)
      expect(facts.entries).toBeLessThanOrEqual(room.record.ledger.head.size)
      const sha256sum = spawn('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], {
        cwd: to,
      })
      expect(await once(sha256sum, 'exit')).toEqual([0, null])
      expect(await checkBackup(to)).toEqual(facts)
      // Into the other kind of place: what both have in common is the backup.
      const isTables = kind === 'embedded' && WHY_NO_POSTGRES === undefined
      const databaseUrl = isTables ? await (await sharePostgres()).createDatabase() : undefined
      const config = { dataFolder: join(temporary(), 'data'), databaseUrl }
      expect(await restore(to, config)).toEqual(facts)
      const used = { code: 'backup/target' }
      await expect(restore(to, config)).rejects.toMatchObject(used)
      if (isTables) {
        // As after a kill between the tables and the folder.
        rmSync(config.dataFolder, { recursive: true })
        await restore(to, config)
      }
      await expectWhole(config, { ...filled, ...facts })
      if (!isTables) return
      const other = { ...config, dataFolder: join(temporary(), 'data') }
      await expect(restore(to, other)).rejects.toMatchObject(used)
    })

    test('made twice at once to one place is made once and whole, and the other one is refused', async () => {
      const to = join(temporary(), 'backup')
      const tries = await Promise.allSettled([1, 2].map(() => backUp(place.config, to)))
      const made = tries.filter(({ status }) => status === 'fulfilled')
      const refused = tries.filter(({ status }) => status === 'rejected')
      expect(made).toEqual([{ status: 'fulfilled', value: await checkBackup(to) }])
      expect(refused).toMatchObject([{ reason: { code: 'backup/target' } }])
    })

    test('made while a content expires is not without it: by the time that is found out, it is on record', async () => {
      const content = Buffer.from('soon to be gone')
      const sha256 = createHash('sha256').update(content).digest('hex')
      const { record } = room
      await storeContent(record, content)
      const to = join(temporary(), 'backup')
      const blobs = join(place.config.dataFolder, 'artifacts')
      rmSync(join(blobs, sha256.slice(0, 2), sha256.slice(2)))
      const backingUp = backUp(place.config, to)
      while (!existsSync(`${to}.unfinished/ledger`)) await wait(1)
      const data = { sha256, reason: 'its time is over', by: 'retention' }
      const expired = { kind: 'record', name: 'artifact.expired', data } as const
      await record.bus.publishEvent(expired, { correlationId: 'c' })
      expect(await backingUp).toMatchObject({ artifacts: 2, left_out: [] })
    })

    if (kind === 'embedded') describeDamage(() => place)
  })
}

function describeDamage(placeOf: () => RunPlace): void {
  let place: RunPlace
  let backup: string
  let others: ReturnType<typeof createTemporaryFolder>
  beforeAll(async () => {
    place = placeOf()
    others = createTemporaryFolder()
    backup = join(others.path, 'backup')
    await backUp(place.config, backup)
  })
  afterAll(() => others.dispose())

  const tryRestore = (from: string) =>
    restore(from, { dataFolder: join(temporary(), 'data'), databaseUrl: undefined })

  test('of which one byte of any file is another, or which lacks one, is refused by the name of that file, and nothing is left of the try', async () => {
    const files = readdirSync(backup, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('lock.'))
      .map((entry) => join(entry.parentPath, entry.name).slice(backup.length + 1))
    expect(files.length).toBeGreaterThan(10)
    const copy = join(temporary(), 'copy')
    for (const file of files) {
      cpSync(backup, copy, { recursive: true })
      const bytes = readFileSync(join(copy, file))
      const at = bytes.length >> 1
      if (bytes.length === 0) continue
      bytes[at]! ^= 1
      writeFileSync(join(copy, file), bytes)
      const named = file === 'SHA256SUMS' ? /./ : new RegExp(file.replaceAll('.', '\\.'))
      const refused = { code: 'backup/damaged', message: expect.stringMatching(named) }
      await expect(tryRestore(copy)).rejects.toMatchObject(refused)
      rmSync(join(copy, file))
      await expect(tryRestore(copy)).rejects.toMatchObject(refused)
      rmSync(copy, { recursive: true })
    }
    cpSync(backup, copy, { recursive: true })
    const target = join(temporary(), 'data')
    appendFileSync(join(copy, 'verdicts.jsonl'), 'x')
    const config = { dataFolder: target, databaseUrl: undefined }
    await expect(restore(copy, config)).rejects.toMatchObject({ code: 'backup/damaged' })
    expect([existsSync(target), existsSync(`${target}.unfinished`)]).toEqual([false, false])
  })

  test('that somebody altered with its sums is refused by the ledger', async () => {
    const copy = join(temporary(), 'copy')
    cpSync(backup, copy, { recursive: true })
    const [segment] = readdirSync(join(copy, 'ledger/entries'))
    const file = `ledger/entries/${segment}`
    const text = readFileSync(join(copy, file), 'utf8').replace('A soup', 'A soap')
    writeFileSync(join(copy, file), text)
    const sha256 = createHash('sha256').update(text).digest('hex')
    const sums = readFileSync(join(copy, 'SHA256SUMS'), 'utf8').split('\n')
    const changed = sums.map((line) => (line.endsWith(file) ? `${sha256}  ${file}` : line))
    writeFileSync(join(copy, 'SHA256SUMS'), changed.join('\n'))
    await expect(tryRestore(copy)).rejects.toMatchObject({
      code: 'ledger/unclean',
      message: expect.stringContaining('entry 0'),
    })
  })

  const larger = (bytes: number) => (path: string) => truncateSync(path, bytes)
  const longer = (chars: number) => (path: string) => appendFileSync(path, 'x'.repeat(chars))

  test.each([
    ['backup.json', larger(2 ** 24 + 1), 'bytes, and never more'],
    ['ledger/ledger.pub', larger(2 ** 16 + 1), 'bytes, and never more'],
    ['scenarios/', larger(2 ** 24 + 1), 'bytes, and never more'],
    ['ledger/checkpoints', longer(2 ** 16 + 1), 'is longer than a checkpoint may be'],
  ])(
    'in which %s is longer than it ever is, with its sum, is refused and it is named',
    async (begin, change, problem) => {
      const copy = join(temporary(), 'copy')
      cpSync(backup, copy, { recursive: true })
      const lines = readFileSync(join(copy, 'SHA256SUMS'), 'utf8').split('\n')
      const at = lines.findIndex((line) => line.slice(66).startsWith(begin))
      const file = lines[at]!.slice(66)
      change(join(copy, file))
      const sha256 = createHash('sha256')
        .update(readFileSync(join(copy, file)))
        .digest('hex')
      lines[at] = `${sha256}  ${file}`
      writeFileSync(join(copy, 'SHA256SUMS'), lines.join('\n'))
      const told = { file, problem: expect.stringContaining(problem) }
      const refused = { code: 'backup/damaged', details: told }
      await expect(checkBackup(copy)).rejects.toMatchObject(refused)
    },
  )

  test('whose sums have a line without an end, or the same name twice, is refused', async () => {
    const copy = join(temporary(), 'copy')
    cpSync(backup, copy, { recursive: true })
    const path = join(copy, 'SHA256SUMS')
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
    for (const [more, problem] of [
      ['x'.repeat(2 ** 20), `line ${lines.length + 1} is none`],
      [`${lines[0]}\n`, `line ${lines.length + 1} names`],
    ] as const) {
      writeFileSync(path, `${lines.join('\n')}\n${more}`)
      await expect(checkBackup(copy)).rejects.toThrow(problem)
    }
  })

  test('that has links and pipes where files were is refused at once', async () => {
    const copy = join(temporary(), 'copy')
    cpSync(backup, copy, { recursive: true })
    const path = join(copy, 'verdicts.jsonl')
    const refused = { code: 'backup/damaged', message: expect.stringContaining('verdicts') }
    renameSync(path, join(copy, '../verdicts'))
    for (const target of ['../verdicts', '/dev/zero']) {
      symlinkSync(target, path)
      await expect(checkBackup(copy)).rejects.toMatchObject(refused)
      rmSync(path)
    }
    execFileSync('mkfifo', [path])
    await expect(checkBackup(copy)).rejects.toMatchObject(refused)
    rmSync(path)
    renameSync(join(copy, '../verdicts'), path)
    renameSync(join(copy, 'ledger'), join(copy, '../ledger'))
    symlinkSync('../ledger', join(copy, 'ledger'))
    await expect(checkBackup(copy)).rejects.toMatchObject({ code: 'backup/damaged' })
  })

  test.each(['{', '[]', '["a",-1,0,"","x"]'])(
    'whose verdicts have the line %s is refused, and it is named',
    async (line) => {
      const path = join(temporary(), 'verdicts.jsonl')
      writeFileSync(path, `${line}\n`)
      const fail = (problem: string) => new Error(problem)
      const reading = readVerdicts(place.config as never, path, fail)
      await expect(reading).rejects.toThrow('line 1 is no verdict')
    },
  )

  test('is not put over what has come to its place meanwhile', async () => {
    const [made, target] = [join(temporary(), 'data.unfinished'), join(temporary(), 'data')]
    mkdirSync(made)
    mkdirSync(target)
    writeFileSync(join(target, 'mine'), 'of somebody else')
    await expect(placeFolder(made, target, BACKUP_MAKING)).rejects.toMatchObject({
      code: 'backup/target',
    })
    expect(readdirSync(target)).toEqual(['mine'])
    rmSync(join(target, 'mine'))
    await placeFolder(made, target, BACKUP_MAKING)
    expect([existsSync(made), readdirSync(target)]).toEqual([false, []])
  })

  test('has secrets that are copied for their owner alone, also from where modes were lost', async () => {
    const [from, to] = [join(temporary(), 'copy'), temporary()]
    cpSync(backup, from, { recursive: true })
    const secrets = ['token', 'ledger/ledger.key']
    writeFileSync(join(from, 'token'), 'tl_token')
    for (const file of secrets) chmodSync(join(from, file), 0o644)
    await copyFileDurably(join(from, 'token'), join(to, 'token'))
    await copyLedger(join(from, 'ledger'), join(to, 'ledger'))
    for (const file of secrets) {
      expect(statSync(join(to, file)).mode & 0o777, file).toBe(0o600)
      expect(readFileSync(join(to, file))).toEqual(readFileSync(join(from, file)))
    }
  })

  test('is for its owner alone, and is not made over anything', async () => {
    for (const file of [
      'ledger/ledger.key',
      'verdicts.jsonl',
      `artifacts/${SHA256.slice(0, 2)}/${SHA256.slice(2)}`,
    ]) {
      expect(statSync(join(backup, file)).mode & 0o077).toBe(0)
    }
    expect(statSync(backup).mode & 0o077).toBe(0)
    const refused = { code: 'backup/target' }
    await expect(backUp(place.config, backup)).rejects.toMatchObject(refused)
    const to = join(others.path, 'of nothing')
    const nothing = { ...place.config, dataFolder: join(others.path, 'nowhere') }
    await expect(backUp(nothing, to)).rejects.toMatchObject({ code: 'ledger/folder' })
    expect(existsSync(`${to}.unfinished`)).toBe(false)
    await expect(tryRestore(join(others.path, 'nothing'))).rejects.toMatchObject({
      code: 'backup/damaged',
    })
  })

  test('without a content that is on record is made only where that is asked for, and says so', async () => {
    const { dataFolder } = place.config
    const path = join(dataFolder, 'artifacts', SHA256.slice(0, 2), SHA256.slice(2))
    writeFileSync(path, 'something else of the same le')
    onTestFinished(() => writeFileSync(path, CONTENT))
    const to = join(temporary(), 'backup')
    const refused = { code: 'backup/incomplete', message: expect.stringContaining(SHA256) }
    await expect(backUp(place.config, to)).rejects.toMatchObject(refused)
    rmSync(path)
    await expect(backUp(place.config, to)).rejects.toMatchObject(refused)
    expect([existsSync(to), existsSync(`${to}.unfinished`)]).toEqual([false, false])
    const facts = await backUp(place.config, to, { isWithoutMissing: true })
    expect(facts.left_out).toEqual([expect.stringContaining(SHA256)])
    expect(await checkBackup(to)).toEqual(facts)
  })

  test('is whole where another was killed before it as it took the lock', async () => {
    const to = join(temporary(), 'backup')
    mkdirSync(`${to}.unfinished`)
    writeFileSync(join(`${to}.unfinished`, `lock-${randomUUID()}`), '{}')
    const facts = await backUp(place.config, to)
    expect(await checkBackup(to)).toEqual(facts)
  })

  test('that was killed midway is not there under its name, and the next one is whole', async () => {
    const to = join(temporary(), 'backup')
    const entry = join(import.meta.dirname, '../testing/backup-process.ts')
    for (const laterMs of [0, 30]) {
      const child = spawn(process.execPath, [entry, place.config.dataFolder, to], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      const ended = once(child, 'exit')
      while (!existsSync(`${to}.unfinished`)) await wait(2)
      await wait(laterMs)
      child.kill('SIGKILL')
      const [, signal] = await ended
      // It may have been whole a moment before it was killed.
      if (signal === null || existsSync(to)) break
      await expect(tryRestore(`${to}.unfinished`)).rejects.toMatchObject({ code: 'backup/damaged' })
    }
    await checkBackup(to).catch(() => backUp(place.config, to))
    expect((await checkBackup(to)).artifacts).toBe(2)
  })
}
