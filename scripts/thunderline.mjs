/**
 * `npm run thunderline`: the command line from its source.
 *
 * What Node makes of the source is kept from run to run: with it, neither the program nor a helping
 * thread loads what takes the types out, which holds some 30 MB, and both start sooner. That has to
 * be said before anything with types is read, so this file has none.
 */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

const CACHE = join(import.meta.dirname, '../node_modules/.cache/thunderline-code')

enableCompileCache(CACHE)
// Threads take it from here.
process.env.NODE_COMPILE_CACHE ??= CACHE

await import('../server/cli/main.ts')
