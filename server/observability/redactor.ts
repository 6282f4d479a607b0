/** Strikes secrets out of texts: those that it was told of, and whatever looks like one. */

/** What stands there instead. */
const INSTEAD = '[hidden]'

/** What is shorter is no secret, and would strike out words. */
const MIN_SECRET_CHARS = 6
/** So many are kept; the oldest makes room. */
const MAX_SECRETS = 64
/** Longer texts are cut before they are looked at. */
const MAX_TEXT_CHARS = 16_384

/** The password of a URL; what follows `Bearer` or `Basic`; a token of ours; a value under a telling name. */
const LOOKS_SECRET: readonly (readonly [RegExp, string])[] = [
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@]{0,200}:)[^\s@]{1,500}(?=@)/gi, `$1${INSTEAD}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{1,600}/gi, `$1 ${INSTEAD}`],
  [/\btl_[\w-]{8,200}/g, INSTEAD],
  [
    /\b(\w{0,40}(?:token|secret|password|passwd|api_?key)"?\s{0,3}[=:]\s{0,3}"?)[^\s"&,;)}]{1,500}/gi,
    `$1${INSTEAD}`,
  ],
]

const SECRET_NAME = /token|secret|password|authorization|cookie|api_?key/i
/** Names that sound so and tell nothing. */
const PLAIN_NAME = /^token_id$/

export class Redactor {
  readonly instead = INSTEAD
  readonly #secrets = new Set<string>()

  /** Strikes a text out from now on, also as it stands in a URL or in JSON. */
  hide(secret: string): void {
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      if (form.length >= MIN_SECRET_CHARS) this.#secrets.add(form)
    }
    for (const oldest of this.#secrets) {
      if (this.#secrets.size <= MAX_SECRETS) break
      this.#secrets.delete(oldest)
    }
  }

  /** Whether what has this name is a secret, whatever it is. */
  isSecretName(name: string): boolean {
    return SECRET_NAME.test(name) && !PLAIN_NAME.test(name)
  }

  /** A text without secrets. */
  redact(text: string): string {
    let clean = text.slice(0, MAX_TEXT_CHARS)
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, INSTEAD)
    for (const [pattern, instead] of LOOKS_SECRET) clean = clean.replace(pattern, instead)
    return clean
  }
}
