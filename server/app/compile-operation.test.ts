/** Rules that are compiled by a server: what is stored, what is on record, and what lineage makes of it. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import type { Build } from '../../engine/resources/build.ts'
import { type OpenApi, openGuardedApi, TOKENS } from '../testing/open-api.ts'

let api: OpenApi

beforeAll(async () => {
  api = await openGuardedApi()
})
afterAll(async () => {
  await api.close()
  expect(api.defects).toEqual([])
})

const authorized = (token: string) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
})

async function compile(body: object, token: string = TOKENS.admin) {
  const response = await fetch(`${api.address}/api/v1/rules/compile`, {
    ...{ method: 'POST', headers: authorized(token), body: JSON.stringify(body) },
  })
  return { status: response.status, body: await response.json() }
}

/** What is on record of compilations, in order. */
async function events() {
  const all = (await api.record.ledger.read(0, 10_000)).map((text) => parseEntry(text).event)
  return all.filter(({ type }) => /^(system\.prism|artifact)/.test(String(type)))
}

test('a rule is compiled, its program stored, and each step is on record as brought about by the verdict', async () => {
  const { status, body } = await compile({ rule: '23/3', target: 'reference' })
  const build = body as Build
  expect([status, build.rule, build.target]).toEqual([200, 'B3/S23', 'reference'])
  expect(build.artifact_sha256).toBe(build.program_sha256)
  const headers = authorized(TOKENS.reader)
  const read = await fetch(`${api.address}/api/v1/artifacts/${build.artifact_sha256}/content`, {
    headers,
  })
  const content = Buffer.from(await read.arrayBuffer())
  expect(createHash('sha256').update(content).digest('hex')).toBe(build.program_sha256)
  expect([content.length, build.media_type]).toEqual([build.bytes, 'application/json'])
  const told = await events()
  expect(told.map(({ type }) => type)).toEqual([
    ...['system.prism.compile.started', 'artifact.stored', 'system.prism.compile.completed'],
  ])
  const { build_id, program_sha256 } = build
  for (const each of [told[0]!, told[2]!]) {
    expect(each.data).toMatchObject({ build_id, program_sha256, rule: 'B3/S23' })
    expect(each.causationid).toEqual(told[1]!.causationid)
  }
})

test('one query leads from what was made to the rule as people write it, and to the code', async () => {
  const { body } = await compile({ rule: 'B36/S23', target: 'wasm', size: [64, 64] })
  const node = `artifact:${(body as Build).artifact_sha256}`
  const response = await fetch(
    `${api.address}/api/v1/lineage/${encodeURIComponent(node)}/ancestors`,
    { headers: authorized(TOKENS.reader) },
  )
  const { nodes } = (await response.json()) as {
    nodes: { kind: string; attributes: Record<string, unknown> }[]
  }
  const told = nodes.map(({ kind, attributes }) => [kind, attributes])
  expect(told).toContainEqual(['rule', { notation: 'B36/S23' }])
  expect(told).toContainEqual(['code', { engine: (body as Build).compiler }])
  expect(told).toContainEqual([
    ...['run', expect.objectContaining({ purpose: 'compile', state: 'completed', target: 'wasm' })],
  ])
})

test('what was made before is stored once, and each build has an end', async () => {
  const before = (await events()).filter(({ type }) => type === 'artifact.stored').length
  const [one, two] = [
    (await compile({ rule: 'B3/S23', target: 'reference' })).body as Build,
    (await compile({ rule: 'B3/S23', target: 'reference' })).body as Build,
  ]
  expect(one.artifact_sha256).toBe(two.artifact_sha256)
  expect(one.build_id).not.toBe(two.build_id)
  const after = (await events()).filter(({ type }) => type === 'artifact.stored').length
  expect(after).toBe(before)
})

test('what a back end cannot run fails by name, in the answer and on record', async () => {
  const { status, body } = await compile({ rule: 'B3/S23', target: 'wasm' })
  expect([status, body]).toMatchObject([
    422,
    { code: 'jobs/compile', details: { cause: 'kernel/compile-world' } },
  ])
  const last = (await events()).slice(-2)
  expect(last.map(({ type }) => type)).toEqual([
    ...['system.prism.compile.started', 'system.prism.compile.failed'],
  ])
  expect(last[1]!.data).toMatchObject({
    ...{ build_id: body.details.build, code: 'kernel/compile-world', target: 'wasm' },
  })
})

test('what is no rule leaves nothing on record', async () => {
  const before = (await events()).length
  expect(await compile({ rule: 'B3/S2x', target: 'wasm' })).toMatchObject({
    ...{ status: 400, body: { code: 'jobs/rule', details: { cause: 'rules/syntax' } } },
  })
  expect(await compile({ rule: 'B3/S23', target: 'webgpu' })).toMatchObject({ status: 400 })
  expect(await compile({ rule: 'B3/S23', target: 'reference' }, TOKENS.reader)).toMatchObject({
    ...{ status: 403, body: { code: 'api/denied' } },
  })
  expect((await events()).length).toBe(before)
})

test('every build that began has one end', async () => {
  const told = (await events()).filter(({ type }) => String(type).startsWith('system.prism'))
  const ends = Map.groupBy(told, ({ data }) => (data as { build_id: string }).build_id)
  expect(ends.size).toBeGreaterThan(4)
  for (const [build, each] of ends) {
    expect(
      each.map(({ type }) => type),
      build,
    ).toEqual([
      'system.prism.compile.started',
      expect.stringMatching(/^system\.prism\.compile\.(completed|failed)$/),
    ])
  }
})
