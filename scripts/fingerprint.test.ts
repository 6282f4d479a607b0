import { afterEach, beforeEach, expect, test } from 'vitest'
import { fingerprint } from './fingerprint.ts'
import { createTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts'

let folder: TemporaryFolder

beforeEach(() => {
  folder = createTemporaryFolder()
  folder.write('engine/math/seed.ts', 'one')
  folder.write('engine/math/seed.test.ts', 'test')
  folder.write('lock.json', '{}')
})
afterEach(() => folder.dispose())

const isSource = (path: string) => !path.endsWith('.test.ts')
const now = () => fingerprint(folder.path, ['engine', 'lock.json', 'absent'], isSource)

test('the same files have the same fingerprint, whenever they were written', () => {
  const before = now()
  folder.write('engine/math/seed.ts', 'one')
  expect(now()).toBe(before)
})

test('a change of bytes, a new file and a moved file all show', () => {
  const seen = new Set([now()])
  folder.write('engine/math/seed.ts', 'two')
  seen.add(now())
  folder.write('engine/math/a.ts', '')
  seen.add(now())
  folder.write('lock.json', '{ }')
  seen.add(now())
  expect(seen.size).toBe(4)
})

test('files that nothing is built from do not count', () => {
  const before = now()
  folder.write('engine/math/seed.test.ts', 'another')
  expect(now()).toBe(before)
})
