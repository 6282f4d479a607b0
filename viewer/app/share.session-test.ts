/** What leaves the page: links that say what they come to, pictures, animations, models, and frames in other pages. */
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPattern } from '../../engine/formats/read-pattern.ts'
import { type OpenViewer, openViewer } from '../testing/open-viewer.ts'

let viewer: OpenViewer
let link = ''

beforeAll(async () => {
  viewer = await openViewer('/#v=1&scenario=bays-4555-glider&tick=8')
  const { page } = viewer
  await page.setViewportSize({ width: 1280, height: 720 })
  await page.waitForFunction(() => document.querySelector('[data-chip="hash"]:not(.stale)'))
  await page.locator('canvas').first().waitFor()
  await page.getByRole('button', { name: 'Share', exact: true }).click()
})
afterAll(() => viewer?.close())

const dialog = () => viewer.page.getByRole('dialog', { name: 'Share this run' })
const part = (name: string) => dialog().getByText(name, { exact: true }).click()

async function saved(action: string): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  const coming = viewer.page.waitForEvent('download', { timeout: 100_000 })
  await viewer.page.locator(`[data-action="${action}"]`).click()
  const download = await coming
  return {
    name: download.suggestedFilename(),
    bytes: new Uint8Array(await readFile(await download.path())),
  }
}

/** Looks at what was saved with the browser's own readers. */
const inPage = <T>(bytes: Uint8Array, look: (bytes: number[]) => T | Promise<T>) =>
  viewer.page.evaluate(look as (bytes: number[]) => Promise<T>, [...bytes])

test('the link says the state it comes to', async () => {
  const box = dialog().getByRole('textbox', { name: 'Link', exact: true })
  await expect.poll(() => box.inputValue()).toMatch(/&state=8\.[0-9a-f]{64}$/)
  link = await box.inputValue()
  const code = await dialog().getByRole('textbox', { name: 'Code that embeds it' }).inputValue()
  expect(code).toMatch(
    /^<iframe src="http:[^"]*\?embed#v=1&amp;scenario=bays-4555-glider[^"]*" title="Glider of 4555"/,
  )
})

test('a picture is a PNG of the size that was asked for, with the world in it', async () => {
  await part('Picture')
  await dialog().getByRole('spinbutton', { name: 'Width, pixels' }).fill('640')
  await viewer.page.keyboard.press('Enter')
  const { name, bytes } = await saved('save-png')
  expect(name).toBe('glider-of-4555-8.png')
  const { width, colors } = await inPage(bytes, async (given) => {
    const picture = await createImageBitmap(new Blob([Uint8Array.from(given)]))
    const drawing = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!
    drawing.drawImage(picture, 0, 0)
    const { data } = drawing.getImageData(0, 0, picture.width, picture.height)
    return { width: picture.width, colors: new Set(new Uint32Array(data.buffer)).size }
  })
  expect(width).toBe(640)
  expect(colors).toBeGreaterThan(50)
})

test('a figure has the parameters of its run below it, as words', async () => {
  const { bytes } = await saved('save-figure')
  const { text, fault } = await inPage(bytes, (given) => {
    const svg = new TextDecoder().decode(Uint8Array.from(given))
    const page = new DOMParser().parseFromString(svg, 'image/svg+xml')
    const lines = [...page.querySelectorAll('text')].map(({ textContent }) => textContent)
    return { text: lines.join(' '), fault: page.querySelector('parsererror') !== null }
  })
  expect(fault).toBe(false)
  expect(text).toContain('Rule 4-5/5/2/M')
  expect(text).toContain('Tick 8: 10 cells alive.')
  expect(text).toMatch(/State SHA-256 [0-9a-f]{64}\./)
})

test('a model is read back by three.js, cell for cell', async () => {
  await part('Model')
  const { name, bytes } = await saved('save-glb')
  expect(name).toBe('glider-of-4555-8.glb')
  const { scene, asset } = await new GLTFLoader().parseAsync(bytes.buffer, '')
  expect(scene.children[0]?.name).toBe('Glider_of_4555')
  expect(asset.extras).toMatchObject({ tick: 8 })
})

test('a .vox file is what the public format says, by a reader that knows nothing of ours', async () => {
  const { bytes } = await saved('save-vox')
  const view = new DataView(bytes.buffer)
  const id = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  expect([id(0), view.getUint32(4, true), id(8)]).toEqual(['VOX ', 150, 'MAIN'])
  const chunks = new Map<string, number>()
  for (let at = 20; at < bytes.length; at += 12 + view.getUint32(at + 4, true))
    chunks.set(id(at), at + 12)
  expect([...chunks.keys()]).toEqual(['SIZE', 'XYZI', 'RGBA'])
  const count = view.getUint32(chunks.get('XYZI')!, true)
  expect(count).toBe(10)
  const voxels = Array.from({ length: count }, (_, i) => {
    const at = chunks.get('XYZI')! + 4 + 4 * i
    return bytes.slice(at, at + 3).join()
  })
  const { cells } = await readPattern(bytes)
  const own = [...cells.x].map((x, i) => [x, cells.y[i], cells.z[i]].join())
  expect(voxels.toSorted()).toEqual(own.toSorted())
})

test.each([
  ['GIF', 'gif'],
  ['WebM', 'webm'],
])('a range becomes an animated %s, and the run is where it was', async (label, kind) => {
  await part('Animation')
  await dialog().getByText(label, { exact: true }).click()
  for (const [field, value] of [
    ['From tick', '8'],
    ['To tick', '12'],
    ['Width, pixels', '160'],
  ] as const) {
    await dialog().getByRole('spinbutton', { name: field }).fill(value)
    await viewer.page.keyboard.press('Enter')
  }
  const { name, bytes } = await saved('save-animation')
  expect(name).toBe(`glider-of-4555-12.${kind}`)
  if (kind === 'gif') {
    const { frames, differ } = await inPage(bytes, async (given) => {
      const decoder = new ImageDecoder({ data: Uint8Array.from(given), type: 'image/gif' })
      await decoder.tracks.ready
      await decoder.completed
      const pictures: string[] = []
      const frames = decoder.tracks.selectedTrack!.frameCount
      for (let frameIndex = 0; frameIndex < frames; frameIndex++) {
        const { image } = await decoder.decode({ frameIndex })
        const rgba = new Uint8Array(4 * image.displayWidth * image.displayHeight)
        await image.copyTo(rgba, { format: 'RGBA' })
        pictures.push(rgba.join())
      }
      return { frames, differ: new Set(pictures).size }
    })
    expect([frames, differ]).toEqual([5, 5])
  } else {
    // What browsers make of it is in engine/formats/write-webm.browser-test.ts: this page lets no video in.
    expect([...bytes.subarray(0, 4)]).toEqual([0x1a, 0x45, 0xdf, 0xa3])
  }
  await expect.poll(() => viewer.page.locator('[data-readout="tick"]').textContent()).toContain('8')
  expect(viewer.complaints).toEqual([])
})

test('a link that is followed is checked, and one that was changed is named', async () => {
  const { page } = viewer
  await page.keyboard.press('Escape')
  await page.goto('about:blank')
  await page.goto(link)
  await page.getByRole('heading', { name: 'The link holds' }).waitFor()
  const digit = link.at(-1) === '0' ? '1' : '0'
  await page.goto('about:blank')
  await page.goto(link.slice(0, -1) + digit)
  await page.locator('[data-code="link/state-differs"]').waitFor()
  await page.goto('about:blank')
  await page.goto(`${link}&tick=8`)
  await page.getByRole('heading', { name: 'The link holds' }).waitFor()
})

test('another page shows the run in a frame, where it is played and nothing else', async () => {
  const { page } = viewer
  const host: Server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end(
      `<!doctype html><title>Elsewhere</title><iframe src="${link.replace('/#', '/?embed#')}&amp;tick=8" width="640" height="480"></iframe>`,
    )
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  try {
    await page.goto(`http://localhost:${(host.address() as AddressInfo).port}/`)
    const frame = page.frameLocator('iframe')
    await frame.getByRole('heading', { level: 1, name: 'Glider of 4555' }).waitFor()
    await frame.locator('canvas').first().waitFor()
    await frame.getByRole('button', { name: 'One tick' }).click()
    await expect.poll(() => frame.locator('[title="Tick"]').textContent()).toBe('9')
    expect(await frame.getByRole('toolbar').count()).toBe(0)
    expect(
      await frame.getByRole('link', { name: 'Open in Thunderline' }).getAttribute('href'),
    ).toContain('#v=1&scenario=bays-4555-glider')
  } finally {
    host.closeAllConnections()
    host.close()
  }
})
