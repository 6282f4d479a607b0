import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NamedError } from '../../engine/named-error.ts'
import { threadTimeMs } from '../../engine/testing/thread-time.ts'
import type { LogLevel } from '../config/log-level.ts'
import { createLog } from './log.ts'

class ExampleError extends NamedError {
  override readonly name = 'ExampleError'
  readonly code = 'test/example'
  readonly details = {}
}

function openLog(level: LogLevel = 'debug', isTerminal = false) {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  return {
    lines,
    log: createLog({ level, isTerminal, write, wallTimeMs: () => 1_767_323_045_006 }),
  }
}

test('a line is one JSON object, with its time, level and what it is of', () => {
  const { lines, log } = openLog()
  log.info('Somebody\nasked.', { code: 'api/denied', correlation_id: 'c 1', trace_id: undefined })
  log.error('It failed.', { correlation_id: 'c 2' }, new ExampleError('No\u2028good.'))
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      ...{ time: '2026-01-02T03:04:05.006Z', level: 'info', message: 'Somebody\nasked.' },
      ...{ code: 'api/denied', correlation_id: 'c 1' },
    },
    {
      ...{ time: '2026-01-02T03:04:05.006Z', level: 'error', message: 'It failed.' },
      ...{ code: 'test/example', correlation_id: 'c 2', reason: 'No\u2028good.' },
      stack: expect.stringContaining('log.test.ts'),
    },
  ])
  for (const line of lines) expect(line.trimEnd()).not.toContain('\n')
})

test('only what is as grave as was asked for is written', () => {
  for (const [level, count] of [
    ['debug', 4],
    ['info', 3],
    ['warn', 2],
    ['error', 1],
  ] as const) {
    const { lines, log } = openLog(level)
    log.debug('a')
    log.info('b')
    log.warn('c')
    log.error('d')
    expect(lines).toHaveLength(count)
    expect(log.isOn('debug')).toBe(level === 'debug')
  }
})

test('a person at a terminal reads plain text, which cannot command the terminal', () => {
  const { lines, log } = openLog('info', true)
  log.info('Ready.')
  log.warn('Late\u001b[2J by a lot.', { consumer: 'alerts' })
  expect(lines).toEqual(['Ready.\n', 'warn: Late [2J by a lot. (consumer=alerts)\n'])
})

test('secrets that are known, or look like some, are in no line', () => {
  const { lines, log } = openLog()
  const secrets = [
    'pass"wörd/1',
    'tl_Zm9vYmFyYmF6cXV4',
    'eyJhbGciOi.abc',
    'p%40ss-word',
    'hunter2-long',
  ]
  log.hide('pass"wörd/1')
  log.hide('hunter2-long')
  log.info(`connecting to postgresql://me:${secrets[3]}@db:5432/x`)
  log.info(`got Authorization: Bearer ${secrets[2]} and {"token":"${secrets[1]}"}`)
  log.info('odd', { url: `http://x/?api_key=${secrets[2]}`, token: secrets[1], password: 'x' })
  log.info('known', { where: `a ${secrets[0]} b ${encodeURIComponent(secrets[0]!)}` })
  log.error('failed', {}, new Error(`refused for ${secrets[4]}`, { cause: secrets[0] }))
  for (const line of lines) {
    for (const secret of secrets) {
      expect(line).not.toContain(secret)
      expect(line).not.toContain(JSON.stringify(secret).slice(1, -1))
    }
  }
  expect(lines[2]).toContain('"token":"[hidden]"')
  expect(lines[0]).toContain('postgresql://me:[hidden]@db:5432/x')
})

test('whatever is said, a line is short, one line, and JSON', () => {
  const { lines, log } = openLog()
  const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 800 }), fc.double(), fc.boolean())
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 1500 }),
      fc.dictionary(fc.string(), value),
      (message, fields) => {
        log.error(message, fields, new Error(message))
        const line = lines.pop()!
        expect(line.indexOf('\n')).toBe(line.length - 1)
        expect(JSON.parse(line)).toMatchObject({ level: 'error' })
        expect(line.length).toBeLessThan(130_000)
      },
    ),
    { numRuns: 40 },
  )
})

test('a text that looks like many secrets takes no long time', () => {
  const { log } = openLog()
  for (const part of ['a://', 'token', 'tl_', 'bearer ', 'x:y@', '=']) {
    const startMs = threadTimeMs()
    log.info(part.repeat(20_000))
    expect(threadTimeMs() - startMs).toBeLessThan(500)
  }
})
