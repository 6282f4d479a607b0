/**
 * Drawings to pictures: resvg, compiled to WebAssembly, with the fonts of the project and no others, so that
 * a drawing gives the same bytes on every machine. Loaded when the first picture is asked for.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { FileAccessError } from './errors.ts'

const require = createRequire(import.meta.url)

const FONTS = [
  '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2',
  '@fontsource-variable/inter/files/inter-greek-wght-normal.woff2',
  '@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2',
]

type ResvgModule = typeof import('@resvg/resvg-wasm')

interface Renderer {
  readonly resvg: ResvgModule
  readonly fonts: readonly Uint8Array[]
}

let started: Promise<Renderer> | undefined

/**
 * Renders a drawing at its own size.
 *
 * @param svg names no files and no addresses but those that hold their own data.
 * @throws {FileAccessError} where the packages of the renderer or its fonts are not installed.
 */
export async function renderPng({ svg }: { readonly svg: string }): Promise<Uint8Array> {
  started ??= start()
  const { resvg, fonts } = await started
  const renderer = new resvg.Resvg(svg, {
    font: {
      fontBuffers: [...fonts],
      defaultFontFamily: 'Inter Variable',
      monospaceFamily: 'IBM Plex Mono',
    },
  })
  try {
    const image = renderer.render()
    try {
      return image.asPng()
    } finally {
      image.free()
    }
  } finally {
    renderer.free()
  }
}

async function start(): Promise<Renderer> {
  try {
    const resvg = await import('@resvg/resvg-wasm')
    const code = await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm'))
    await resvg.initWasm(WebAssembly.compile(new Uint8Array(code)))
    const fonts = await Promise.all(FONTS.map((font) => readFile(require.resolve(font))))
    return { resvg, fonts: fonts.map((font) => new Uint8Array(font)) }
  } catch (cause) {
    started = undefined
    const reason =
      'the packages @resvg/resvg-wasm and @fontsource, which draw pictures, are not installed'
    throw new FileAccessError({ path: '.png', reason }, { cause })
  }
}
