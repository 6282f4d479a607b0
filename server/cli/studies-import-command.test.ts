/** What answers where a server should be may be anything. */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCliHere, runCliHereAt } from '../../engine/testing/run-cli.ts'
import { AUTOMATON_STUDY } from '../../engine/testing/study-documents.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { studiesImportCommand } from './studies-import-command.ts'

const folder = createTemporaryFolder()
let answer = ''
const server = createServer((request, response) => {
  request.resume().on('end', () => response.end(answer))
})
let file: string
let token: string

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  file = join(folder.path, 'study.json')
  token = join(folder.path, 'token')
  writeFileSync(file, JSON.stringify({ ...AUTOMATON_STUDY, budget: { trials: 1 } }))
  writeFileSync(token, 'secret')
  const { exitCode } = await runCliHere('search', file, '--workers', '0')
  expect(exitCode).toBeLessThan(2)
})
afterAll(() => {
  server.close()
  folder.dispose()
})

function hand() {
  const { port } = server.address() as AddressInfo
  const address = `http://127.0.0.1:${port}`
  const words = ['studies', 'import', file, '--server', address, '--token', token, '--id', 'mine']
  return runCliHereAt(() => 0, words, [studiesImportCommand])
}

test('an answer that is not the study is no success, and no defect', async () => {
  for (answer of ['<!doctype html>', '', 'null', '[]', '3', '{}', '{"study_id":"other"}']) {
    expect(await hand(), answer).toMatchObject({
      ...{ exitCode: 2, err: expect.stringContaining('what it has answered is not the study') },
    })
  }
  answer = '{"study_id":"mine"}'
  expect(await hand()).toMatchObject({ exitCode: 0, err: '' })
})
