/**
 * `npm run static`: the viewer as a folder that any web server can serve, from any path, into `dist/static`.
 *
 * It is the built viewer with its addresses made relative, what its headers would say written into the
 * page as far as a page can say it, and a service worker that says the rest and keeps every file.
 */
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import {
  EMBED_HEADERS,
  PAGE_CONTENT_POLICY,
  SECURITY_HEADERS,
} from '../server/app/security-headers.ts'
import { ensureViewerBuilt } from './build-viewer.ts'
import { fingerprint } from './fingerprint.ts'
import { ROOT, STATIC_FOLDER, VIEWER_FOLDER } from './project.ts'

const PAGE = 'index.html'
/** What a server with compressed copies has beside each file, and what only debuggers ask for. */
const LEFT_OUT = new Set(['.br', '.gz', '.map'])

const FINGERPRINT_FILE = `${STATIC_FOLDER}.fingerprint`

/** Builds the folder unless the one that is there is of the viewer that is built. */
export async function ensureStaticBuilt(): Promise<void> {
  await ensureViewerBuilt()
  const made = `${readFileSync(`${VIEWER_FOLDER}.fingerprint`, 'utf8')} ${fingerprint(ROOT, ['scripts/build-static.ts'])}`
  if (existsSync(FINGERPRINT_FILE) && readFileSync(FINGERPRINT_FILE, 'utf8') === made) return
  rmSync(FINGERPRINT_FILE, { force: true })
  await buildStatic()
  writeFileSync(FINGERPRINT_FILE, made)
}

async function buildStatic(): Promise<void> {
  rmSync(STATIC_FOLDER, { recursive: true, force: true })
  mkdirSync(STATIC_FOLDER, { recursive: true })
  cpSync(VIEWER_FOLDER, STATIC_FOLDER, {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(extname(path)),
  })
  const page = join(STATIC_FOLDER, PAGE)
  writeFileSync(page, asStaticPage(readFileSync(page, 'utf8')))
  await buildScript('static-start', {})
  const files = listFiles(STATIC_FOLDER)
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(join(STATIC_FOLDER, file)))
  const say = (value: unknown) => JSON.stringify(value)
  await buildScript('service-worker', {
    __FILES__: say(files),
    __VERSION__: say(hash.digest('hex').slice(0, 16)),
    __HEADERS__: say(SECURITY_HEADERS),
    __EMBED_HEADERS__: say(EMBED_HEADERS),
  })
}

/** Builds a script of the viewer that is one file, which stands beside the page. */
async function buildScript(name: string, define: Record<string, string>): Promise<void> {
  await build({
    configFile: false,
    root: ROOT,
    publicDir: false,
    logLevel: 'warn',
    define,
    build: {
      outDir: STATIC_FOLDER,
      emptyOutDir: false,
      modulePreload: false,
      rolldownOptions: {
        input: join(ROOT, `viewer/app/${name}.ts`),
        output: { format: 'iife', entryFileNames: `${name}.js` },
      },
    },
  })
}

/** The page with relative addresses, its policy, the mark by which it knows where it is, and what begins it. */
function asStaticPage(html: string): string {
  const head =
    `<meta http-equiv="Content-Security-Policy" content="${PAGE_CONTENT_POLICY}" />\n    ` +
    `<meta name="referrer" content="no-referrer" />\n    ` +
    `<meta name="thunderline-host" content="static" />\n    `
  const relative = html.replaceAll(/(href|src)="\//g, '$1="./')
  const preloads = [...relative.matchAll(/<link rel="modulepreload"[^>]*href="([^"]+)">\n\s*/g)]
  return preloads
    .reduce((page, [link]) => page.replace(link, ''), relative)
    .replace(
      /<script type="module"[^>]*src="([^"]+)">/,
      (_, viewer: string) =>
        `<script type="module" src="./static-start.js" data-viewer="${viewer}" ` +
        `data-preloads="${preloads.map(([, href]) => href).join(' ')}">`,
    )
    .replace('<meta name="viewport"', () => `${head}<meta name="viewport"`)
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await ensureStaticBuilt()
  console.log(
    `The viewer for any web server's folder is in ${relative(process.cwd(), STATIC_FOLDER)}.`,
  )
}
