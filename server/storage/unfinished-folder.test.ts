import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { fillPlace as fill } from './unfinished-folder.ts'

function newPlace() {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  const target = join(folder.path, 'backup')
  return { target, unfinished: `${target}.unfinished`, beside: () => readdirSync(folder.path) }
}

const put = (name: string) => async (folder: string) => {
  writeFileSync(join(folder, name), name)
  return name
}
const REFUSED = { code: 'refused' }
const making = {
  lock: 'lock',
  refuse: (place: string, problem: string) =>
    Object.assign(new Error(`${place}: ${problem}`), REFUSED),
}
const fillPlace = <T>(target: string, make: (unfinished: string) => Promise<T>) =>
  fill(target, making, make)

test('a place that a process fills is refused to all others, who are told which it is', async () => {
  const { target, beside } = newPlace()
  let others: unknown[] = []
  const filled = await fillPlace(target, async (unfinished) => {
    await put('mine')(unfinished)
    others = await Promise.all(
      [1, 2, 3].map(() => fillPlace(target, put('theirs')).catch((error: unknown) => error)),
    )
    return 'filled'
  })
  const told = { ...REFUSED, message: expect.stringContaining(`process ${process.pid} makes`) }
  expect(others).toMatchObject([told, told, told])
  expect([filled, readdirSync(target), beside()]).toEqual(['filled', ['mine'], ['backup']])
  await expect(fillPlace(target, put('theirs'))).rejects.toMatchObject(REFUSED)
  expect([readdirSync(target), beside()]).toEqual([['mine'], ['backup']])
})

test('one whose process is gone is cleared and filled', async () => {
  const { target, unfinished } = newPlace()
  mkdirSync(join(unfinished, 'ledger'), { recursive: true })
  // A process has had this number before.
  const holder = { pid: process.pid, begun: '0.0', id: 'gone' }
  writeFileSync(join(unfinished, 'lock.7'), JSON.stringify(holder))
  await fillPlace(target, put('mine'))
  expect(readdirSync(target)).toEqual(['mine'])
})

test('nothing is left of a try that fails, and the next one is let in', async () => {
  const { target, beside } = newPlace()
  const failing = fillPlace(target, async (unfinished) => {
    await put('half')(unfinished)
    throw new Error('the disk is full')
  })
  await expect(failing).rejects.toThrow('the disk is full')
  expect(beside()).toEqual([])
  expect(await fillPlace(target, put('mine'))).toBe('mine')
})

test('whoever has lost the place to another puts nothing there, and takes nothing away', async () => {
  const { target, unfinished } = newPlace()
  const lost = fillPlace(target, async (folder) => {
    await put('theirs')(folder)
    writeFileSync(join(folder, 'lock.2'), 'of whoever has it now')
  })
  await expect(lost).rejects.toMatchObject(REFUSED)
  expect([existsSync(target), existsSync(join(unfinished, 'theirs'))]).toEqual([false, true])
})
