import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isServerToken, splitToken } from './server-token.ts'

const TOKEN = `tl_${'a1B2-_'.repeat(6)}`

test('a token is taken out of an address that has nothing else', () => {
  expect(splitToken(`#token=${TOKEN}`)).toEqual({ token: TOKEN, rest: '' })
})

test('a share link keeps every character, wherever the token stands', () => {
  const anyPart = fc.string({ unit: 'grapheme' }).map((text) => `x=${encodeURIComponent(text)}`)
  fc.assert(
    fc.property(fc.array(anyPart, { minLength: 1, maxLength: 5 }), fc.nat(5), (parts, at) => {
      const withToken = parts.toSpliced(Math.min(at, parts.length), 0, `token=${TOKEN}`)
      const rest = parts.join('&')
      expect(splitToken(`#${withToken.join('&')}`)).toEqual({ token: TOKEN, rest })
      expect(splitToken(rest)).toEqual({ token: undefined, rest })
    }),
  )
})

test('what cannot be a token is taken away too, and not used', () => {
  for (const bad of [
    '',
    'tl_',
    'tl_short',
    'xx_0123456789',
    `tl_${'a'.repeat(300)}`,
    'tl_%0a12345678',
  ]) {
    expect(splitToken(`#token=${bad}&v=1`)).toEqual({ token: undefined, rest: 'v=1' })
    expect(isServerToken(bad)).toBe(false)
  }
})

test('fields whose names only begin alike are left', () => {
  expect(splitToken('#tokens=1&atoken=2')).toEqual({ token: undefined, rest: 'tokens=1&atoken=2' })
})
