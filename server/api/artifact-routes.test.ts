/** Contents of artifacts as they go over HTTP: raw bytes in, raw bytes out. */
import { readdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashOf } from '../testing/artifacts/blob-folder.ts'
import { type OpenApi, openApi, TOKENS } from '../testing/open-api.ts'

let api: OpenApi

beforeAll(async () => {
  api = await openApi()
})
afterAll(async () => {
  await api.close()
})

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${api.address}/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${TOKENS.admin}` },
  })

const store = (body: Uint8Array<ArrayBuffer>, query: string) =>
  ask(`/artifacts?media_type=text/html&role=report&${query}`, { method: 'POST', body })

test('what is sent comes back byte for byte, as a file and never as a page', async () => {
  const body = Buffer.alloc(3_000_017, '<script>alert(1)</script> ')
  const sha256 = hashOf(body)
  const stored = await store(body, `sha256=${sha256}&retention_days=7`)
  expect(stored.status).toBe(200)
  expect(await stored.json()).toMatchObject({ sha256, bytes: body.length, retention_days: 7 })
  const response = await ask(`/artifacts/${sha256}/content`)
  expect(response.headers.get('content-type')).toBe('application/octet-stream')
  expect(response.headers.get('content-disposition')).toBe('attachment')
  expect(response.headers.get('x-media-type')).toBe('text/html')
  expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), body)).toBe(0)
})

test('another content than the one that was announced is refused, and what is not there is told', async () => {
  const sha256 = hashOf('this')
  const refused = await store(Buffer.from('that'), `sha256=${sha256}`)
  expect([refused.status, (await refused.json()).code]).toEqual([400, 'artifacts/mismatch'])
  expect((await ask(`/artifacts/${sha256}`)).status).toBe(404)
  expect((await ask(`/artifacts/${sha256}/content`)).status).toBe(404)
  expect((await ask('/artifacts/..%2f..%2fkey/content')).status).toBe(400)
})

test('an upload that breaks off leaves nothing, and is no defect of the server', async () => {
  const { hostname, port } = new URL(api.address)
  const socket = connect(Number(port), hostname)
  socket.write(
    `POST /api/v1/artifacts?media_type=text/plain&role=report HTTP/1.1\r\nHost: ${hostname}:${port}\r\n` +
      `Authorization: Bearer ${TOKENS.admin}\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(50_000)}`,
  )
  const incoming = () =>
    readdirSync(join(api.dataFolder, 'artifacts', 'incoming'), { recursive: true }).filter((name) =>
      String(name).endsWith('.partial'),
    )
  await expect.poll(incoming).toHaveLength(1)
  socket.destroy()
  await expect.poll(incoming).toEqual([])
  expect(api.defects).toEqual([])
})

test('the answer breaks off where the content was altered, before all of it is given', async () => {
  const body = Buffer.alloc(1_000_000, 'x')
  const sha256 = hashOf(body)
  expect((await store(body, '')).status).toBe(200)
  const altered = Buffer.from(body)
  altered[10] = 0
  const { dataFolder } = api
  writeFileSync(join(dataFolder, 'artifacts', sha256.slice(0, 2), sha256.slice(2)), altered)
  const response = await ask(`/artifacts/${sha256}/content`)
  await expect(response.arrayBuffer()).rejects.toThrow()
})
