/**
 * Vite plugin of tests in pages: workers come as they are built for production, in one piece.
 *
 * From the sources a simulation's worker is eight hundred modules, which a page asks for one by one
 * whenever it starts one. What the tests then try is also what people get.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Plugin } from 'vite'
import { ISOLATION_HEADERS } from '../server/app/security-headers.ts'
import { VIEWER_FOLDER } from './project.ts'

const FOLDER = join(VIEWER_FOLDER, 'assets')

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
}

/** Serves the workers of the viewer that was built, and what they load, in the place of their sources. */
export function builtWorkers(): Plugin {
  let names: readonly string[] | undefined
  /** The built file that a request is for; undefined where it is for something else. */
  const find = (path: string, isWorker: boolean) => {
    const source = /([^/]+\.worker)\.ts$/.exec(path)?.[1]
    const asset = /^\/assets\/([^/]+)$/.exec(path)?.[1]
    if (asset === undefined && !(isWorker && source !== undefined)) return undefined
    names ??= readdirSync(FOLDER)
    return names.find((name) =>
      asset === undefined ? name.startsWith(`${source}-`) && name.endsWith('.js') : name === asset,
    )
  }
  return {
    name: 'built-workers',
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname
        const isWorker = request.headers['sec-fetch-dest'] === 'worker'
        const name = find(path, isWorker)
        if (name === undefined) return next()
        for (const header of Object.entries(ISOLATION_HEADERS)) response.setHeader(...header)
        response.setHeader('Cache-Control', 'max-age=3600')
        if (path.endsWith('.ts')) {
          // What it imports lies beside it.
          response.writeHead(307, { Location: `/assets/${name}` }).end()
          return
        }
        response.setHeader('Content-Type', TYPES[extname(name)] ?? 'application/octet-stream')
        response.end(readFileSync(join(FOLDER, name)))
      })
    },
  }
}
