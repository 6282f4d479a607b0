/** Where WebCrypto is not as we need it, in a process of its own. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const MODULE = new URL('./verify-signature.ts', import.meta.url).href

/** What verifying comes to in a process that has run some code before. */
function verifyAfter(code: string): string {
  const script = `${code}
    const { verifyWithWebCrypto } = await import(${JSON.stringify(MODULE)})
    const bytes = (length) => new Uint8Array(length)
    const answer = verifyWithWebCrypto(bytes(32), bytes(1), bytes(64))
    console.log(await answer.catch((error) => error.code + ': ' + error.details.reason))`
  const args = ['--input-type=module', '--eval', script]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return stdout + stderr
}

test.each([
  ['', 'false\n'],
  [
    'Object.defineProperty(globalThis, "crypto", { value: undefined })',
    'ledger/no-ed25519: there is no WebCrypto\n',
  ],
  [
    // As in a page that came neither by https nor from localhost.
    'Object.defineProperty(globalThis, "crypto", { value: {} })',
    'ledger/no-ed25519: there is no WebCrypto\n',
  ],
  [
    // As in a browser that has no Ed25519: an algorithm that nobody has is refused so.
    'const { subtle } = crypto; const importKey = subtle.importKey.bind(subtle)\n' +
      'subtle.importKey = (format, key, name, ...rest) => importKey(format, key, name + "-x", ...rest)',
    'ledger/no-ed25519: WebCrypto does not know them\n',
  ],
])('after %j', (code, answer) => {
  expect(verifyAfter(code)).toBe(answer)
})
