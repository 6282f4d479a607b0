/**
 * Writes the shader parts as strings, for code that can read no file: `node shaders/embed-parts.ts`.
 * With `--check` it writes nothing and fails when the file on disk is not what it would write.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = new URL('.', import.meta.url)
const target = new URL('generated/shader-parts.ts', folder)

/** Quoted so that every line of a part is a line of the literal. */
const quote = (text: string) => `\`${text.replaceAll(/[\\`$]/g, '\\$&')}\``

const parts = globSync('**/*.wgsl', { cwd: fileURLToPath(folder) })
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
  .map((path) => {
    const code = readFileSync(new URL(path, folder), 'utf8')
    const name = path.replace(/\.wgsl$/, '')
    return `  ${/^\w+$/.test(name) ? name : `'${name}'`}: ${quote(code)},\n`
  })

const text =
  '/** Written by `node shaders/embed-parts.ts` from the files beside this folder; not by hand. */\n' +
  `export const shaderParts = {\n${parts.join('')}} as const\n`

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('shaders/generated/shader-parts.ts is stale: run node shaders/embed-parts.ts')
    process.exitCode = 1
  }
} else {
  writeFileSync(target, text)
}
