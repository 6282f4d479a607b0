import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tries } from '../../engine/testing/tries.ts'
import { findPrincipal } from './find-principal.ts'
import { ANONYMOUS } from './gate.ts'
import { formatToken, hashSecret, isSecretOf, makeToken, parseAuthorization } from './token-text.ts'

const token = {
  ...{ name: 'a', scopes: 'read write', created_at_ms: 0, created_by: 'a', revoked_by: undefined },
  ...{
    expires_at_ms: undefined as number | undefined,
    revoked_at_ms: undefined as number | undefined,
  },
}

test('a token that was made is read again, and its secret has 256 bits', () => {
  const seen = new Set<string>()
  for (let i = 0; i < 200; i++) {
    const parts = makeToken()
    expect(Buffer.from(parts.secret, 'base64url')).toHaveLength(32)
    expect(parseAuthorization(`Bearer ${formatToken(parts)}`)).toEqual(parts)
    seen.add(parts.id).add(parts.secret)
  }
  expect(seen.size).toBe(400)
})

test('what is kept of a secret is SHA-256 of its letters', () => {
  const { secret } = makeToken()
  expect(hashSecret(secret)).toBe(createHash('sha256').update(secret).digest('hex'))
  expect(isSecretOf(secret, hashSecret(secret))).toBe(true)
  expect(isSecretOf(`${secret}A`, hashSecret(secret))).toBe(false)
})

test('any header is a token or none, and only the right secret is somebody', () => {
  const parts = makeToken()
  const row = { ...token, id: parts.id, secret_sha256: hashSecret(parts.secret) }
  const tokens = new Map([[row.id, row]])
  const right = `Bearer ${formatToken(parts)}`
  const anyHeader = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.string({ maxLength: 100 }).map((text) => `Bearer ${text}`),
    fc.tuple(fc.nat(right.length), fc.string({ maxLength: 3 })).map(([at, text]) => {
      return right.slice(0, at) + text + right.slice(at)
    }),
    fc.nat(right.length - 1).map((at) => right.slice(0, at) + right.slice(at + 1)),
  )
  fc.assert(
    fc.property(anyHeader, (header) => {
      const isRight =
        /^bearer +$/i.test(header.slice(0, -right.length + 7)) &&
        header.trimEnd().endsWith(right.slice(7))
      expect(findPrincipal(tokens, header, 0) === ANONYMOUS).toBe(!isRight)
    }),
    { numRuns: tries(1000) },
  )
  expect(findPrincipal(tokens, right, 0)).toEqual({ id: row.id, scopes: ['read', 'write'] })
})

test('a token counts until its last millisecond, and never when it was revoked', () => {
  const parts = makeToken()
  const known = (changed: object) => {
    const row = { ...token, id: parts.id, secret_sha256: hashSecret(parts.secret), ...changed }
    return (nowMs: number) =>
      findPrincipal(new Map([[row.id, row]]), `Bearer ${formatToken(parts)}`, nowMs) !== ANONYMOUS
  }
  expect([999, 1000, 1001].map(known({ expires_at_ms: 1000 }))).toEqual([true, false, false])
  expect([0, 1e15].map(known({}))).toEqual([true, true])
  expect([0, 1e15].map(known({ revoked_at_ms: 500 }))).toEqual([false, false])
})
