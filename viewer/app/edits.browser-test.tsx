import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import { changeClip, stampClip, takeClip } from '../state/clip-desk.ts'
import { useRunStore } from '../state/run-store.ts'
import { setTool, takeTool, useToolStore } from '../state/tool-store.ts'
import {
  hashNow,
  type MountedApp,
  mountApp,
  PATIENCE,
  pause,
  press,
  scenario,
} from '../testing/mount-app.tsx'

vi.setConfig({ testTimeout: 90_000 })

const empty = (rule: string, size: readonly number[]) =>
  scenario(JSON.stringify({ version: 1, name: 'Empty', world: { size }, rule }))

let app: MountedApp

beforeEach(async () => {
  app = await mountApp()
})

afterEach(() => app.unmount())

const population = (count: number) =>
  vi.waitFor(() => expect(useRunStore.getState().population).toBe(count), PATIENCE)

const click = (label: string) =>
  app.root.querySelector<HTMLElement>(`[aria-label="${label}"]`)!.click()

/** Selects a cell by key, and moves on from it with Enter pressed at either end. */
async function drawByKey(from: { x: number; y: number; z: number }, keys: readonly string[]) {
  const scene = app.root.querySelector('.scene-canvas')!
  setTool({ selection: { kind: 'site', site: from } })
  press('Enter', scene)
  for (const key of keys) press(key, scene)
  press('Enter', scene)
}

test('boxes, balls and lines are painted, taken back and done again', async () => {
  await app.open(empty('B3/S23', [40, 30]))
  press('p')
  setTool({ paintShape: 'box' })
  await drawByKey({ x: 3, y: 4, z: 0 }, ['ArrowRight', 'ArrowRight', 'ArrowDown'])
  await population(6)
  setTool({ paintShape: 'line' })
  await drawByKey({ x: 20, y: 20, z: 0 }, ['ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowDown'])
  await population(9)
  setTool({ paintShape: 'ball' })
  await drawByKey({ x: 30, y: 10, z: 0 }, ['ArrowRight', 'ArrowRight'])
  await population(9 + 21)
  const { stateHash } = await hashNow()
  press('z', document.body, { ctrlKey: true })
  await population(9)
  press('z', document.body, { ctrlKey: true })
  await population(6)
  press('y', document.body, { ctrlKey: true })
  await population(9)
  click('Do again what was taken back')
  await population(30)
  expect((await hashNow()).stateHash).toBe(stateHash)
  expect(useToolStore.getState()).toMatchObject({ edits: 3, undone: 0 })
  click('Take all edits back')
  await population(0)
  press('Z', document.body, { ctrlKey: true, shiftKey: true })
  await population(30)
})

test('what is edited anew leaves nothing to be done again', async () => {
  await app.open(empty('B3/S23', [40, 30]))
  takeTool('paint')
  setTool({ paintShape: 'brush' })
  const scene = app.root.querySelector('.scene-canvas')!
  setTool({ selection: { kind: 'site', site: { x: 1, y: 1, z: 0 } } })
  press('Enter', scene)
  await population(1)
  press('z', document.body, { ctrlKey: true })
  await population(0)
  setTool({ selection: { kind: 'site', site: { x: 5, y: 5, z: 0 } } })
  press('Enter', scene)
  await population(1)
  expect(useToolStore.getState().undone).toBe(0)
})

test('a drag fills a solid box at random, from a seed that comes with the edit', async () => {
  await app.open(empty('4555', [16, 16, 16]))
  press('7')
  setTool({ soupShape: 'box', soupDensity: 128, soupSeed: '7', layers: 4 })
  // Until the page has taken the tool in, a drag moves the camera.
  await pause(200)
  app.drag(60, 0)
  await vi.waitFor(() => expect(useToolStore.getState().edits).toBe(1), PATIENCE)
  const [edit] = await app.run.desk.edits.list()
  const { soup } = edit!.paint![0]!
  expect(soup).toMatchObject({ density: 128, seed: '7' })
  const [, , depth] = soup!.box!.size
  expect(depth).toBe(4)
  expect(useToolStore.getState().soupSeed).toBe('8')
  await vi.waitFor(() => expect(useRunStore.getState().population).toBeGreaterThan(0), PATIENCE)
})

test('a ball in a solid world reaches through its layers, and stays inside of it', async () => {
  await app.open(empty('4555', [16, 16, 16]))
  takeTool('paint')
  setTool({ paintShape: 'ball' })
  const boxes: WorldBox[] = []
  const stop = useToolStore.subscribe(({ preview }) => preview && boxes.push(preview.box))
  await drawByKey({ x: 8, y: 8, z: 8 }, ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight'])
  stop()
  expect(boxes.at(-1)).toEqual({ x: 4, y: 4, z: 4, size: { x: 9, y: 9, z: 9 } })
  await vi.waitFor(() => expect(useRunStore.getState().population).toBe(389), PATIENCE)
})

test('the rule is changed while it runs, by text and by a click, and taken back', async () => {
  await app.open(scenario(GLIDER))
  press('9')
  const field = await vi.waitFor(() => {
    const found = app.root.querySelector<HTMLTextAreaElement>('.rule-editor textarea')
    expect(found).not.toBeNull()
    return found!
  }, PATIENCE)
  const says = () => app.root.querySelector('.rule-says')?.textContent ?? ''
  write(field, 'HighLive')
  await vi.waitFor(() => expect(says()).toContain('Did you mean HighLife?'), PATIENCE)
  write(field, 'B3/S2x')
  await vi.waitFor(() => expect(says()).toMatch(/at position 5 found "x"/), PATIENCE)
  write(field, 'B36/S23')
  await vi.waitFor(() => expect(says()).toContain('HighLife'), PATIENCE)
  await app.run.step(3)
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
  await vi.waitFor(() => expect(rule()).toBe('B36/S23'), PATIENCE)
  const birth = await vi.waitFor(() => {
    const found = app.root.querySelector<HTMLElement>('[aria-label="Birth with 2 neighbors"]')
    expect(found?.getAttribute('aria-pressed')).toBe('false')
    return found!
  }, PATIENCE)
  birth.click()
  await vi.waitFor(() => expect(rule()).toBe('B236/S23'), PATIENCE)
  expect(await app.run.desk.edits.list()).toEqual([
    { tick: 3, rule: 'B36/S23' },
    { tick: 3, rule: 'B236/S23' },
  ])
  const { text } = (await app.run.writeScenario())!
  await app.run.step(4)
  const { stateHash } = await hashNow()
  press('z', document.body, { ctrlKey: true })
  await vi.waitFor(() => expect(rule()).toBe('B36/S23'), PATIENCE)
  await app.run.open(scenario(text), { isPlaying: false })
  await app.run.step(7)
  expect((await hashNow()).stateHash).toBe(stateHash)
  press('9')
})

test('what is cut is placed again, turned, and what Golly copies too', async () => {
  await app.open(scenario(GLIDER))
  const scene = app.root.querySelector('.scene-canvas')!
  setTool({ selection: { kind: 'box', box: { x: 4, y: 4, z: 0, size: { x: 3, y: 3, z: 1 } } } })
  press('x', document.body, { ctrlKey: true })
  await population(0)
  const text = await app.run.desk.copyBox({ x: 0, y: 0, z: 0, size: { x: 3, y: 3, z: 1 } })
  expect(text).toMatch(/^x = 3, y = 3, rule = B3\/S23/)
  paste('x = 3, y = 3, rule = B3/S23\nbo$2bo$3o!')
  await vi.waitFor(() => expect(useToolStore.getState().tool).toBe('paste'), PATIENCE)
  await vi.waitFor(() => expect(useToolStore.getState().preview).toBeDefined(), PATIENCE)
  await changeClip((clip, { turnClip }) => turnClip(clip, 'z'))
  setTool({ selection: { kind: 'site', site: { x: 11, y: 11, z: 0 } } })
  press('Enter', scene)
  await population(5)
  const copied = await app.run.desk.copyBox({ x: 10, y: 10, z: 0, size: { x: 3, y: 3, z: 1 } })
  expect(copied).toMatch(/\no\$obo\$2o!\s*$/)
  press('z', document.body, { ctrlKey: true })
  await population(0)
  press('z', document.body, { ctrlKey: true })
  await population(5)
})

test('a pattern of the library is placed in a solid world, and goes out as 3-D RLE', async () => {
  await app.open(empty('4555', [20, 20, 20]))
  const { loadPattern } = await import('../session/scenario-library.ts')
  expect(await takeClip(app.run.desk, await loadPattern('bays-4555-glider.rle3'))).toBe(true)
  const { clip, preview } = useToolStore.getState()
  await stampClip(app.run.desk)
  await population(clip!.cells.states.length)
  const text = await app.run.desk.copyBox(preview!.box)
  expect(text).toMatch(/^3D version=1/)
  expect((await app.run.desk.readClip(text!))?.cells).toEqual(clip!.cells)
})

/** As a browser hands in what the system's clipboard holds. */
function paste(text: string): void {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/plain', text)
  const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
  document.body.dispatchEvent(event)
}

const GLIDER = JSON.stringify({
  version: 1,
  name: 'Glider',
  world: { size: [24, 24] },
  rule: 'B3/S23',
  initial: [{ rle: 'bo$2bo$3o!', at: [4, 4] }],
})

const rule = () => useRunStore.getState().info?.rule.canonical

/** Types a text in the place of all that a field holds. */
function write(field: HTMLTextAreaElement, text: string): void {
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!.set!
  set.call(field, text)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
