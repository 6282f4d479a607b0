/**
 * Tokens as their holders have them: `tl_ID_SECRET`. The id is no secret and names the token everywhere; of the secret,
 * 256 random bits, only SHA-256 is kept. Nobody guesses so many bits, so a slow hash would protect nothing more.
 */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

const ID_BYTES = 8
const SECRET_BYTES = 32

/** A secret has 43 letters of base64url (RFC 4648, section 5), `_` among them. */
const TOKEN = /^tl_(?<id>[0-9a-f]{16})_(?<secret>[A-Za-z0-9_-]{43})$/
/** RFC 6750, section 2.1; names of schemes have no case (RFC 9110, section 11.1). */
const BEARER = /^bearer +(?<token>\S+) *$/i
const MAX_HEADER_CHARS = 256

export interface TokenParts {
  readonly id: string
  readonly secret: string
}

/** Makes a token that nobody else has. */
export function makeToken(): TokenParts {
  return {
    id: randomBytes(ID_BYTES).toString('hex'),
    secret: randomBytes(SECRET_BYTES).toString('base64url'),
  }
}

/** The token as its holder keeps it. */
export function formatToken({ id, secret }: TokenParts): string {
  return `tl_${id}_${secret}`
}

/** Reads a token; undefined for what is none. */
export function parseToken(text: string): TokenParts | undefined {
  const { id, secret } = TOKEN.exec(text)?.groups ?? {}
  return id === undefined || secret === undefined ? undefined : { id, secret }
}

/** Reads the token of a header `Authorization`; undefined where it has none. */
export function parseAuthorization(header: string | undefined): TokenParts | undefined {
  if (header === undefined || header.length > MAX_HEADER_CHARS) return undefined
  const { token } = BEARER.exec(header)?.groups ?? {}
  return token === undefined ? undefined : parseToken(token)
}

/** What is kept of a secret. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex')
}

/** Tells whether a secret is the one that a hash was made of, in a time that does not depend on either. */
export function isSecretOf(secret: string, secretSha256: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret)), Buffer.from(secretSha256))
}
