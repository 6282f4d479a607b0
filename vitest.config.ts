/**
 * Five kinds of tests: `x.test.ts` run in Node, `x.browser-test.ts` inside a page in Chromium,
 * `x.gpu-test.ts` there too but on its WebGPU device, and `x.page-test.ts` in Node while they drive
 * the built viewer in a Chromium of their own. `x.session-test.ts` do so for minutes, and are left to
 * `npm run soak -- sessions`.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { keepWasmCode } from './engine/node/keep-wasm-code.ts'
import { builtWorkers } from './scripts/built-workers.ts'
import { launchOptions } from './scripts/chromium-flags.ts'
import { findChromium, thisMachine } from './scripts/find-chromium.ts'
import { LOADED_BY_ADDRESS } from './scripts/loaded-by-address.ts'
import { nodeCommands } from './scripts/node-commands.ts'
import { SlowFilesFirst } from './scripts/slow-files-first.ts'
import { ISOLATION_HEADERS } from './server/app/security-headers.ts'

const PARTS = '{engine,scenarios,scripts,server,viewer}'

/** Generous, since tests share two slow cores and a property may need many tries. */
const TIMEOUT_MS = 30_000
/** As long as Playwright waits: how soon a page that draws in software has done something is no fact. */
const POLL = { poll: { timeout: TIMEOUT_MS } }

/**
 * Workers are started hundreds of times, of hundreds of modules each: nothing that was fetched is
 * asked for again.
 */
const PAGE_HEADERS = { ...ISOLATION_HEADERS, 'Cache-Control': 'max-age=3600' }

/** Threads and programs that tests start find their modules compiled: a thread of a run begins in a third of the time. */
const COMPILED = {
  NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node-compile'),
}

keepWasmCode()

export default defineConfig({
  test: {
    // Left to itself Vitest keeps a core free: half of the machine, where there are two.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: SlowFilesFirst },
    projects: [
      {
        test: {
          name: 'node',
          include: [`${PARTS}/**/*.test.{ts,tsx}`],
          environment: 'node',
          // Threads, unlike processes, cannot outlive a run that is stopped.
          pool: 'threads',
          // Modules are read and compiled once a thread: no test may rely on what others left.
          isolate: false,
          setupFiles: [
            ...(process.env.THUNDERLINE_BESIDE_PAGES ? ['./scripts/yield-to-pages.ts'] : []),
            './scripts/seed-tries.ts',
          ],
          // Node's own modules: Vite's make a look-up of every use of an import, and loops slow.
          experimental: { viteModuleRunner: false, nodeLoader: false },
          env: COMPILED,
          expect: POLL,
          testTimeout: 2 * TIMEOUT_MS,
          hookTimeout: 2 * TIMEOUT_MS,
        },
      },
      {
        plugins: [react(), builtWorkers()],
        server: { headers: PAGE_HEADERS },
        // What is not named here is found late, and then the page reloads amid a test.
        optimizeDeps: {
          exclude: LOADED_BY_ADDRESS,
          include: [
            '@react-three/drei/core/OrbitControls',
            '@react-three/drei/core/OrthographicCamera',
            '@react-three/drei/core/PerspectiveCamera',
            '@react-three/fiber',
            'comlink',
            'gpu.js',
            'hash-wasm',
            'idb',
            'js-yaml',
            'lucide-react',
            'react',
            'react-dom',
            'react-dom/client',
            'react/jsx-dev-runtime',
            'react/jsx-runtime',
            'three',
            'zod',
            'zustand',
          ],
        },
        test: {
          name: 'browser',
          // Two cores draw in software: what needs a browser waits until the rest is done.
          sequence: { groupOrder: 1 },
          include: [`${PARTS}/**/*.browser-test.{ts,tsx}`],
          globalSetup: './scripts/ensure-viewer-built.ts',
          // One page at a time has the one software renderer: a second would wait for it too long.
          fileParallelism: false,
          testTimeout: TIMEOUT_MS,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            commands: nodeCommands,
            provider: playwright({ launchOptions: launchOptions(findChromium(thisMachine())) }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        plugins: [builtWorkers()],
        server: { headers: PAGE_HEADERS },
        optimizeDeps: { exclude: LOADED_BY_ADDRESS },
        test: {
          name: 'gpu',
          sequence: { groupOrder: 2 },
          include: [`${PARTS}/**/*.gpu-test.ts`],
          globalSetup: './scripts/ensure-viewer-built.ts',
          // One device, drawn in software on all cores: one file at a time has it.
          fileParallelism: false,
          testTimeout: 4 * TIMEOUT_MS,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: launchOptions(findChromium(thisMachine())) }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      drivenPages('page', 3),
      drivenPages('session', 4),
    ],
  },
})

/** Tests in Node that drive the built viewer. */
function drivenPages(name: 'page' | 'session', groupOrder: number): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      sequence: { groupOrder },
      include: [`${PARTS}/**/*.${name}-test.ts`],
      environment: 'node',
      pool: 'threads',
      // Each has a Chromium that draws in software: one at a time keeps the cores for it.
      fileParallelism: false,
      // As in Node: what is imported is read once, by Node itself.
      isolate: false,
      experimental: { viteModuleRunner: false, nodeLoader: false },
      env: COMPILED,
      globalSetup: './scripts/ensure-viewer-built.ts',
      expect: POLL,
      testTimeout: 4 * TIMEOUT_MS,
      hookTimeout: 4 * TIMEOUT_MS,
    },
  }
}
