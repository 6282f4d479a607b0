import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** Makes an empty function of WebAssembly, and calls one of its imports until V8 makes a wrapper of its own for it. */
const CALLS_AN_IMPORT = `
  const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 109, 1, 102, 0, 0,
    3, 2, 1, 0, 7, 6, 1, 2, 103, 111, 0, 1, 10, 6, 1, 4, 0, 16, 0, 11])
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: { f() {} } })
  for (let call = 0; call < 5000; call++) exports.go()
`

/** What V8 tells of code that it collects. */
function traceCollections(beginning: string): string {
  const flags = ['--stress-wasm-code-gc', '--trace-wasm-code-gc', '--input-type=module']
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...flags, '-e', `${beginning}\n${CALLS_AN_IMPORT}`],
    { encoding: 'utf8' },
  )
  expect(status, stderr).toBe(0)
  return stdout
}

it('machine code is not collected where it is kept, as it is elsewhere', () => {
  const module = JSON.stringify(join(import.meta.dirname, 'keep-wasm-code.ts'))
  expect(traceCollections('')).toContain('[wasm-gc]')
  expect(traceCollections(`(await import(${module})).keepWasmCode()`)).toBe('')
})
