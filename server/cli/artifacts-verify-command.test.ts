/** The command as an operator uses it, over a folder that a server has left. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { wrapEvent } from '../../engine/telemetry/cloud-event.ts'
import { EVENT_TYPES } from '../../engine/telemetry/event-types.ts'
import { runCliHereAt } from '../../engine/testing/run-cli.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { ArtifactFiles } from '../artifacts/artifact-files.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { hashOf, streamOf } from '../testing/artifacts/blob-folder.ts'
import { SERVER_COMMANDS } from './server-commands.ts'

const CONTENTS = Array.from({ length: 6 }, (_, n) => `content ${n}`)

/** Contents 0 to 5 are stored, 5 has expired on record and is there still, and one is not on record. */
async function makeFolder(): Promise<string> {
  const { path: data, dispose } = createTemporaryFolder()
  onTestFinished(dispose)
  const ledger = await FileLedger.open({ folder: join(data, 'ledger') })
  const files = await ArtifactFiles.open({ folder: join(data, 'artifacts') })
  let ids = 0
  const append = async (name: string, told: Record<string, unknown>) => {
    const type = EVENT_TYPES.find((each) => each.name === name)!
    const event = wrapEvent({ kind: 'record', name, data: told }, type, {
      ...{ source: 'urn:test', correlationId: 'c', traceparent: undefined },
      ...{ newId: () => `e${ids++}`, wallTimeMs: () => 1_767_323_045_006 },
    })
    await ledger.append({ key: event.id, event })
  }
  for (const content of CONTENTS) {
    await files.store(streamOf(content), undefined, (stored) =>
      append('artifact.stored', { ...stored, media_type: 'text/plain', role: 'report' }),
    )
  }
  await files.store(streamOf('not on record'), undefined, async () => {})
  await append('artifact.expired', { sha256: hashOf(CONTENTS[5]!), by: 'b', reason: 'r' })
  files.close()
  await ledger.close()
  return data
}

const blobOf = (data: string, sha256: string) =>
  join(data, 'artifacts', sha256.slice(0, 2), sha256.slice(2))

async function verify(data: string) {
  const words = ['artifacts', 'verify', '--data', data, '--json']
  const { out, exitCode } = await runCliHereAt(() => performance.now(), words, SERVER_COMMANDS)
  return { ...JSON.parse(out), exitCode }
}

test('contents that are as they are on record are clean, and others are told of', async () => {
  const data = await makeFolder()
  expect(await verify(data)).toEqual({
    ...{ clean: true, exitCode: 0, kept: 5, bytes: 45, faults: [] },
    unrecorded: [hashOf('not on record')],
    expired: [hashOf(CONTENTS[5]!)],
  })
})

test('each byte that is changed, each one that is missing and each that is too many is named', async () => {
  const data = await makeFolder()
  const [first, second, third] = CONTENTS.map((content) => hashOf(content))
  for (let at = 0; at < 9; at++) {
    const path = blobOf(data, first!)
    const bytes = readFileSync(path)
    bytes[at]! ^= 1 << (at % 8)
    writeFileSync(path, bytes)
    const { faults, exitCode } = await verify(data)
    expect([exitCode, faults]).toMatchObject([1, [{ sha256: first, kind: 'altered' }]])
    bytes[at]! ^= 1 << (at % 8)
    writeFileSync(path, bytes)
  }
  rmSync(blobOf(data, first!))
  writeFileSync(blobOf(data, second!), `${CONTENTS[1]}x`)
  writeFileSync(blobOf(data, third!), '')
  const { faults, exitCode } = await verify(data)
  const wanted = [
    { sha256: first, kind: 'missing' },
    { sha256: second, kind: 'altered' },
    { sha256: third, kind: 'altered' },
  ].toSorted((a, b) => (a.sha256! < b.sha256! ? -1 : 1))
  expect([exitCode, faults]).toMatchObject([1, wanted])
})

test('a folder without a ledger is refused by name', async () => {
  const { path, dispose } = createTemporaryFolder()
  onTestFinished(dispose)
  const words = ['artifacts', 'verify', '--data', path]
  const { exitCode, err } = await runCliHereAt(() => performance.now(), words, SERVER_COMMANDS)
  expect(exitCode).toBe(2)
  expect(err).toContain('There is no ledger')
})
