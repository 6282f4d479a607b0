/** The viewer: `vite` for development, `npm run build` for production. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { LOADED_BY_ADDRESS } from './scripts/loaded-by-address.ts'
import { DEVELOPMENT_SECURITY_HEADERS, SECURITY_HEADERS } from './server/app/security-headers.ts'

const ROOT = import.meta.dirname

/** Leaves out what scenarios expect: half of their bytes, and hashes do not compress. */
function leaveOutExpectations(): Plugin {
  return {
    name: 'leave-out-expectations',
    enforce: 'pre',
    async load(id) {
      const path = /^(.*[\\/]scenarios[\\/][^\\/]+\.yaml)\?raw$/.exec(id)?.[1]
      if (path === undefined) return undefined
      // They always come last.
      const [text] = (await readFile(path, 'utf8')).split(/^expect:/m)
      return { code: `export default ${JSON.stringify(text)}`, moduleType: 'js' }
    },
  }
}

export default defineConfig({
  root: resolve(ROOT, 'viewer/app'),
  publicDir: resolve(ROOT, 'public'),
  plugins: [react(), leaveOutExpectations()],
  optimizeDeps: { exclude: LOADED_BY_ADDRESS },
  server: { headers: DEVELOPMENT_SECURITY_HEADERS, fs: { allow: [ROOT] } },
  preview: { headers: SECURITY_HEADERS },
  worker: { format: 'es', rolldownOptions: { checks: { bundlerTimings: false } } },
  build: {
    outDir: resolve(ROOT, 'dist/viewer'),
    emptyOutDir: true,
    sourcemap: true,
    target: 'baseline-widely-available',
    // Everything is a file of its own: the content policy allows no fonts or scripts as data URLs.
    assetsInlineLimit: 0,
    // Three.js alone is larger than the default of 500 kB; scripts/bundle-size.ts has the limits.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      output: {
        codeSplitting: {
          groups: [
            { name: 'three', test: /node_modules[\\/]three[\\/]/, priority: 2 },
            // What docks panels, fetched behind the first picture.
            { name: 'dock', test: /node_modules[\\/]dockview/, priority: 2 },
            { name: 'uplot', test: /node_modules[\\/]uplot[\\/]/, priority: 2 },
            // The socket to a server, fetched when somebody looks at what happens there.
            {
              name: 'socket',
              test: /node_modules[\\/](socket\.io-|engine\.io-|@socket\.io)/,
              priority: 2,
            },
            // Only what reads replay files needs these in the page, and is fetched on its own.
            { name: 'replay', test: /node_modules[\\/](zod|hash-wasm)[\\/]/, priority: 2 },
            // The YAML reader belongs to the library's list, which is fetched on its own.
            { name: 'vendor', test: /node_modules[\\/](?!js-yaml[\\/])/, priority: 1 },
          ],
        },
      },
    },
  },
})
