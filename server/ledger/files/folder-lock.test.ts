import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { findHolder, takeLock } from '../../storage/process-lock.ts'
import { createFolderPlace } from '../../testing/ledger-folder-place.ts'
import { LedgerFolderError, LedgerLockedError } from '../errors.ts'
import { findLockHolder, lockFolder } from './folder-lock.ts'
import { type LedgerFolder, nameLedgerFolder } from './ledger-folder.ts'

const RACER = join(import.meta.dirname, '../../testing/lock-racer.ts')
const RACERS = 10
/** Each races for so long. */
const RACE_MS = 500
const MAX_KILLS = 5

function makeFolder(): LedgerFolder {
  const { folder, dispose } = createFolderPlace()
  onTestFinished(dispose)
  mkdirSync(folder)
  return nameLedgerFolder(folder)
}

/** Starts a process, which ends with the test at the latest. */
function start(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

/** A process that has the lock until it is ended. */
async function startHolder(folder: LedgerFolder): Promise<ChildProcess> {
  const lockModule = JSON.stringify(join(import.meta.dirname, 'folder-lock.ts'))
  const script = `import { lockFolder } from ${lockModule}
    lockFolder(${JSON.stringify(folder)})
    process.stdout.write('held')
    setInterval(() => {}, 1000)`
  const child = start('--input-type=module-typescript', '--eval', script)
  await once(child.stdout!, 'data')
  return child
}

test('the lock is had once, and again when it was given back', () => {
  const folder = makeFolder()
  expect(findLockHolder(folder)).toBeUndefined()
  for (let times = 0; times < 3; times++) {
    const lock = lockFolder(folder)
    expect(findLockHolder(folder)).toBe(process.pid)
    expect(() => lockFolder(folder)).toThrow(LedgerLockedError)
    expect(lock.isHeld()).toBe(true)
    lock.release()
    expect(lock.isHeld()).toBe(false)
    expect(findLockHolder(folder)).toBeUndefined()
  }
  // Old ones do not pile up.
  expect(readdirSync(folder.path).length).toBeLessThanOrEqual(2)
})

test('one who has given it back does not take it from the next', () => {
  const folder = makeFolder()
  const earlier = lockFolder(folder)
  earlier.release()
  const later = lockFolder(folder)
  earlier.release()
  expect(later.isHeld()).toBe(true)
  expect(() => lockFolder(folder)).toThrow(LedgerLockedError)
})

test('a lock of another process is respected, and taken over when that was killed', async () => {
  const folder = makeFolder()
  const child = await startHolder(folder)
  expect(findLockHolder(folder)).toBe(child.pid)
  expect(() => lockFolder(folder)).toThrow(
    expect.objectContaining({ details: { folder: folder.path, pid: child.pid } }),
  )
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(findLockHolder(folder)).toBeUndefined()
  expect(lockFolder(folder).isHeld()).toBe(true)
})

/** A process of another container, which has the lock until it is ended; its number means nothing here. */
async function startElsewhere(lock: string, beatMs: number): Promise<ChildProcess> {
  const module = JSON.stringify(join(import.meta.dirname, '../../storage/process-lock.ts'))
  const place = JSON.stringify({ place: 'another container', beatMs, silentMs: SILENT_MS })
  const script = `import { takeLock } from ${module}
    Object.defineProperty(process, 'pid', { value: 4194300 })
    if (takeLock(${JSON.stringify(lock)}, ${place}).isTaken) process.stdout.write('held')
    setInterval(() => {}, 1000)`
  const child = start('--input-type=module-typescript', '--eval', script)
  await once(child.stdout!, 'data')
  return child
}

const SILENT_MS = 2000
const HERE = { place: 'here', beatMs: 50, silentMs: SILENT_MS }

test('a lock of another container counts while it beats, though no process here has its number', async () => {
  const { lock } = makeFolder()
  const child = await startElsewhere(lock, 50)
  await setTimeout(SILENT_MS + 500)
  expect(takeLock(lock, HERE)).toEqual({ isTaken: false, pid: 4_194_300, isElsewhere: true })
  expect(findHolder(lock, HERE)).toBe(4_194_300)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(takeLock(lock, HERE).isTaken).toBe(false)
  await expect.poll(() => takeLock(lock, HERE).isTaken, { timeout: 20_000 }).toBe(true)
})

test('whoever slept while another place took the lock finds that it has it no more', async () => {
  const { lock } = makeFolder()
  const asleep = { place: 'asleep', beatMs: 1e9, silentMs: SILENT_MS }
  const [first, other] = [takeLock(lock, asleep), { ...HERE, silentMs: 0 }]
  if (!first.isTaken) throw new Error('nobody else has it')
  expect(first.lock.isHeld()).toBe(true)
  await setTimeout(20)
  const second = takeLock(lock, other)
  if (!second.isTaken) throw new Error('the first is silent')
  expect([first.lock.isHeld(), second.lock.isHeld()]).toEqual([false, true])
  first.lock.release()
  expect(second.lock.isHeld()).toBe(true)
  second.lock.release()
})

test('a process that has ended holds nothing, though nobody has asked for its end yet', async ({
  skip,
}) => {
  if (!existsSync('/proc/self/stat')) return skip('this system tells nothing of processes')
  const folder = makeFolder()
  // It never asks for the end of what it has started: by then the shell is another program.
  const parent = start(
    '--eval',
    `
    const { execFileSync } = require('node:child_process')
    execFileSync('sh', ['-c', 'sleep 1 & echo $!; exec sleep 60'], { stdio: ['ignore', 1, 'ignore'] })`,
  )
  const [pid] = (await once(parent.stdout!, 'data')) as [Buffer]
  await expect.poll(() => readFileSync(`/proc/${Number(pid)}/stat`, 'latin1')).toMatch(/\) Z /)
  writeFileSync(`${folder.lock}.1`, JSON.stringify({ pid: Number(pid), begun: '', id: '' }))
  expect(lockFolder(folder).isHeld()).toBe(true)
})

test('a number that another process has now is not taken for the one that had the lock', () => {
  const folder = makeFolder()
  writeFileSync(`${folder.lock}.7`, JSON.stringify({ pid: process.pid, begun: 'other.1', id: '' }))
  expect(findLockHolder(folder)).toBeUndefined()
  expect(lockFolder(folder).isHeld()).toBe(true)
})

test.each(['', '\0\0\0', '{', '{"pid":0,"begun":""}', '[]', '"text"'])(
  'a lock that says %.20j is nobody’s',
  (text) => {
    const folder = makeFolder()
    writeFileSync(`${folder.lock}.3`, text)
    expect(findLockHolder(folder)).toBeUndefined()
    expect(lockFolder(folder).isHeld()).toBe(true)
  },
)

test('a folder that is not there cannot be locked, and that is said by name', () => {
  const folder = nameLedgerFolder(join(makeFolder().path, 'gone'))
  expect(() => lockFolder(folder)).toThrow(LedgerFolderError)
})

test(`of ${RACERS} processes that race for it one has it at any time, whoever is killed`, async () => {
  const folder = makeFolder()
  const log = join(folder.path, '..', 'log')
  writeFileSync(log, '')
  const racers = new Set<ChildProcess>()
  const killed = new Set<number>()
  const race = () => {
    const racer = start(RACER, folder.path, log, String(RACE_MS))
    racers.add(racer)
    racer.once('exit', () => racers.delete(racer))
  }
  for (let i = 0; i < RACERS; i++) race()
  while (racers.size > 0) {
    await setTimeout(15)
    const last = readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? ''
    const holder = [...racers].find(({ pid }) => last === `${pid} has`)
    if (holder?.pid === undefined || killed.size === MAX_KILLS) continue
    holder.kill('SIGKILL')
    killed.add(holder.pid)
    race()
  }
  const told = readFileSync(log, 'utf8').trimEnd().split('\n')
  let holder: number | undefined
  for (const line of told) {
    const pid = Number(line.split(' ')[0])
    // A holder that says nothing more was killed, or it has the lock still.
    const isFree = holder === undefined || killed.has(holder)
    if (line.endsWith(' has')) expect(isFree, `${line}, and ${holder} has it`).toBe(true)
    else expect(line).toBe(`${holder} gives`)
    holder = line.endsWith(' has') ? pid : undefined
  }
  expect(killed.size).toBeGreaterThan(0)
  expect(told.length).toBeGreaterThan(20)
})
