import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { formatSizes, measureBundle } from './bundle-size.ts'
import { compressFolder } from './compress.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

function createFolder() {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  return folder
}

test('each file counts once, compressed, under the first name that fits it', () => {
  const folder = createFolder()
  folder.write('assets/three-a1.js', 'x'.repeat(100_000))
  folder.write('assets/three-a1.js.map', 'x'.repeat(100_000))
  folder.write('assets/main-b2.js', randomBytes(6_000).toString('base64'))
  folder.write('assets/cedar_wasm_bg-d4.wasm', randomBytes(3_000).toString('base64'))
  folder.write('assets/cedar_wasm-e5.js', randomBytes(3_000).toString('base64'))
  folder.write('assets/lazy-b2.js', randomBytes(6_000).toString('base64'))
  folder.write('assets/inter-latin-wght-normal-c3.woff2', 'x'.repeat(5_000))
  folder.write('assets/inter-latin-ext-wght-normal-c3.woff2', 'x'.repeat(7_000))
  const sizes = Object.fromEntries(
    measureBundle(folder.path).map(({ name, kilobytes }) => [name, kilobytes]),
  )
  expect(sizes['three.js']).toBeLessThan(1)
  expect(sizes.viewer).toBeGreaterThan(12)
  expect(sizes.viewer).toBeLessThan(13)
  expect(sizes.policies).toBeGreaterThan(6)
  expect(sizes['Latin fonts']).toBe(5)
  expect(sizes.worker).toBe(0)
})

test('what is over its limit is marked', () => {
  const rows = [
    { name: 'viewer', kilobytes: 90.1, limitKilobytes: 90 },
    { name: 'styles', kilobytes: 15, limitKilobytes: 15 },
  ]
  expect(formatSizes(rows).split('\n')).toEqual([
    '  viewer             90.1 kB of 90  over the limit',
    '  styles             15.0 kB of 15',
  ])
})

test('text is compressed beside itself, fonts and short files are left alone', async () => {
  const folder = createFolder()
  const script = folder.write('assets/main.js', 'export const answer = 42\n'.repeat(100))
  const short = folder.write('assets/short.js', 'short')
  const font = folder.write('assets/inter.woff2', 'x'.repeat(5_000))
  await compressFolder(folder.path)
  expect(gunzipSync(readFileSync(`${script}.gz`))).toEqual(readFileSync(script))
  expect(existsSync(`${script}.br`)).toBe(true)
  expect([`${short}.gz`, `${font}.gz`].filter(existsSync)).toEqual([])
})
