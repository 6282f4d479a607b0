import { hostname } from 'node:os'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tries } from '../../engine/testing/tries.ts'
import { isWelcome, type OriginConfig } from './check-origin.ts'

const LOCAL: OriginConfig = { host: '127.0.0.1', origins: [] }
const OPEN: OriginConfig = { host: '0.0.0.0', origins: ['https://lab.example:8443'] }

const isLet = (host: string | undefined, origin: string | undefined, config = LOCAL) =>
  isWelcome({ host, origin }, config)

test.each([
  ['127.0.0.1:4173', LOCAL],
  ['localhost:4173', LOCAL],
  ['LocalHost', LOCAL],
  ['localhost.:4173', LOCAL],
  ['[::1]:4173', LOCAL],
  ['10.0.0.7:4173', OPEN],
  ['[2001:db8::7]:4173', OPEN],
  [`${hostname()}:4173`, OPEN],
  ['lab.example', OPEN],
  ['localhost:4173', OPEN],
])('a program that asks for %s is answered', (host, config) => {
  expect(isLet(host, undefined, config)).toBe(true)
})

// Names of others that were made to lead here: what DNS rebinding sends.
test.each([
  ['evil.example:4173', LOCAL],
  ['evil.example:4173', OPEN],
  ['127.0.0.1.evil.example:4173', LOCAL],
  ['localhost.evil.example', LOCAL],
  ['evil.example@127.0.0.1', LOCAL],
  ['127.0.0.1:4173, evil.example', LOCAL],
  ['10.0.0.7:4173', LOCAL],
  ['0.0.0.0:4173', LOCAL],
  ['', LOCAL],
  [undefined, LOCAL],
  ['[::1', LOCAL],
  ['lab.example', LOCAL],
])('whoever asks for %s is not', (host, config) => {
  expect(isLet(host, undefined, config)).toBe(false)
})

test.each([
  ['http://127.0.0.1:4173', true],
  ['http://127.0.0.1:3000', false],
  ['http://localhost:4173', false],
  ['https://lab.example:8443', false],
  ['http://127.0.0.1:4173.evil.example', false],
  ['http://evil.example', false],
  ['null', false],
  ['', false],
  ['file://', false],
])('of pages, those of %s are answered: %s', (origin, wanted) => {
  expect(isLet('127.0.0.1:4173', origin)).toBe(wanted)
})

test('pages that were listed may ask, under each name of the server', () => {
  for (const host of ['lab.example:8443', '10.0.0.7:4173']) {
    expect(isLet(host, 'https://lab.example:8443', OPEN)).toBe(true)
    expect(isLet(host, 'https://lab.example', OPEN)).toBe(false)
  }
})

test('any headers are answered or refused, and a page of another host never is answered', () => {
  const anyHeader = fc.oneof(fc.string(), fc.webAuthority(), fc.ipV4(), fc.ipV6())
  fc.assert(
    fc.property(
      anyHeader,
      fc.option(fc.oneof(anyHeader, fc.webUrl()), { nil: undefined }),
      (host, origin) => {
        const isAnswered = isWelcome({ host, origin }, OPEN)
        if (isAnswered && origin !== undefined && origin !== OPEN.origins[0]) {
          expect([`http://${host}`, `https://${host}`].map((each) => each.toLowerCase())).toContain(
            origin,
          )
        }
      },
    ),
    { numRuns: tries(500) },
  )
})
