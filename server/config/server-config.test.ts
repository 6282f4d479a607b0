import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ServerConfigError } from './errors.ts'
import { readServerConfig } from './server-config.ts'

test('an empty environment gives the defaults, reachable from this machine only', () => {
  const defaults = {
    ...{ host: '127.0.0.1', port: 4173, isPortFixed: false },
    ...{ dataFolder: '.thunderline', databaseUrl: undefined, auditMinutes: 60 },
    ...{ threads: undefined, logLevel: 'info', origins: [], trialWorkers: 1, zones: ['cpu'] },
    ...{ bridgeOrigin: undefined, bridgeKey: undefined },
  }
  expect(readServerConfig({})).toEqual(defaults)
  expect(readServerConfig({ PORT: '', HOST: '' })).toEqual(defaults)
})

test('a port that is asked for is the only one that will do', () => {
  expect(readServerConfig({ PORT: '8080', HOST: '::1' })).toMatchObject({
    host: '::1',
    port: 8080,
    isPortFixed: true,
  })
  expect(readServerConfig({ PORT: '0' }).port).toBe(0)
  expect(readServerConfig({ PORT: '65535' }).port).toBe(65535)
})

test.each(['65536', '-1', '80.5', '1e3', ' 80', '0x50', 'http', '999999999999'])(
  'PORT=%s is refused by name',
  (PORT) => {
    const refusal = new ServerConfigError({
      variable: 'PORT',
      value: PORT,
      wanted: 'a whole number from 0 to 65535',
    })
    expect(() => readServerConfig({ PORT })).toThrow(refusal)
  },
)

test.each(['a host', 'http://x', 'x/y', 'x'.repeat(254)])('HOST=%s is refused by name', (HOST) => {
  expect(() => readServerConfig({ HOST })).toThrow(ServerConfigError)
})

test('where the record is kept and how often it is audited can be said', () => {
  const env = {
    THUNDERLINE_DATA: '/var/lib/thunderline',
    DATABASE_URL: 'postgresql://me:secret@db:5432/thunderline',
    THUNDERLINE_AUDIT_MINUTES: '5',
    THUNDERLINE_THREADS: '0',
  }
  expect(readServerConfig(env)).toMatchObject({
    dataFolder: env.THUNDERLINE_DATA,
    databaseUrl: env.DATABASE_URL,
    auditMinutes: 5,
    threads: 0,
  })
})

/** That of the example of C2SP signed-note, section "Verifier keys". */
const KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'

test('an external Cerebros can be named, and the key of its answers', () => {
  for (const origin of [
    ...['https://cerebros.example', 'https://10.0.0.1:8443', 'https://[fd00::1]:1'],
    ...['http://127.0.0.1:8000', 'http://localhost', 'http://[::1]:80'],
  ]) {
    expect(readServerConfig({ THUNDERLINE_BRIDGE: origin }).bridgeOrigin).toBe(origin)
  }
  expect(readServerConfig({ THUNDERLINE_BRIDGE_KEY: KEY }).bridgeKey?.name).toBe('PeterNeumann')
})

test.each([
  ...[
    'http://cerebros.example',
    'http://127.0.0.1.example',
    'https://a/b',
    'https://a?b',
    'ftp://a',
  ],
  ...['https://me:secret@a', 'https://', 'https://a:99999', 'cerebros', 'http://localhost@a'],
])('THUNDERLINE_BRIDGE=%s is refused by name', (THUNDERLINE_BRIDGE) => {
  expect(() => readServerConfig({ THUNDERLINE_BRIDGE })).toThrow(ServerConfigError)
})

test.each([...['a', KEY.replace('c74f20a3', 'c74f20a4'), KEY.slice(0, -4), `${KEY}+`]])(
  'THUNDERLINE_BRIDGE_KEY=%s is refused by name',
  (THUNDERLINE_BRIDGE_KEY) => {
    expect(() => readServerConfig({ THUNDERLINE_BRIDGE_KEY })).toThrow(ServerConfigError)
  },
)

test.each([
  ['THUNDERLINE_AUDIT_MINUTES', '0'],
  ['THUNDERLINE_AUDIT_MINUTES', '10081'],
  ['THUNDERLINE_DATA', 'a\0b'],
  ['THUNDERLINE_THREADS', '65'],
  ['THUNDERLINE_THREADS', '-1'],
  ['THUNDERLINE_LOG', 'loud'],
  ['THUNDERLINE_TRIAL_WORKERS', '65'],
  ['THUNDERLINE_ZONES', 'tpu'],
  ['THUNDERLINE_ZONES', 'cpu,cpu'],
  ['THUNDERLINE_ZONES', 'cpu,'],
])('%s=%j is refused by name', (variable, value) => {
  expect(() => readServerConfig({ [variable]: value })).toThrow(ServerConfigError)
})

test('an address of a database that is none is refused, and its password is not shown', () => {
  const read = () => readServerConfig({ DATABASE_URL: 'mysql://me:secret@db/x' })
  expect(read).toThrow('DATABASE_URL must be a URL that begins with postgresql://')
  expect(read).not.toThrow('secret')
})

test('how many trials are made here, and in which zones of hardware, can be said', () => {
  const env = { THUNDERLINE_TRIAL_WORKERS: '0', THUNDERLINE_ZONES: 'gpu,cpu' }
  expect(readServerConfig(env)).toMatchObject({ trialWorkers: 0, zones: ['gpu', 'cpu'] })
})

test('origins are told with commas between, and each is one', () => {
  const read = (THUNDERLINE_ORIGINS: string) => readServerConfig({ THUNDERLINE_ORIGINS }).origins
  expect(read('https://lab.example')).toEqual(['https://lab.example'])
  const several = ['http://[::1]:8080', 'https://a-b.example:8443']
  expect(read(several.join(','))).toEqual(several)
  const bad = [
    '*',
    'null',
    'lab.example',
    'https://lab.example/',
    'ftp://a',
    'https://a, https://b',
  ]
  for (const text of [...bad, 'https://a,', Array(33).fill('https://a').join(',')]) {
    expect(() => read(text), text).toThrow(expect.objectContaining({ code: 'config/invalid' }))
  }
})

test('the page has each variable that is read, and no other', () => {
  const page = readFileSync(new URL('../../docs/server.md', import.meta.url), 'utf8')
  const read = new Set<string>()
  const env = new Proxy({}, { get: (_, name) => void read.add(String(name)) })
  readServerConfig(env)
  const rows = page.match(/^\| `[A-Z_]+`.*?\|/gm) ?? []
  const told = rows.flatMap((row) => row.match(/[A-Z_]{4,}/g) ?? [])
  expect(told.toSorted()).toEqual([...read].toSorted())
})
