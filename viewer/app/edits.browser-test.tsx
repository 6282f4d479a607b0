import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import { useRunStore } from '../state/run-store.ts'
import { setTool, takeTool, useToolStore } from '../state/tool-store.ts'
import {
  hashNow,
  type MountedApp,
  mountApp,
  PATIENCE,
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
  press('d')
  setTool({ soupShape: 'box', soupDensity: 128, soupSeed: '7', layers: 4 })
  app.drag(60, 0)
  await vi.waitFor(() => expect(useToolStore.getState().edits).toBe(1), PATIENCE)
  const [edit] = await app.run.desk.edits.list()
  const { soup } = edit!.paint![0]!
  expect(soup).toMatchObject({ density: 128, seed: '7' })
  const [, , depth] = soup!.box!.size
  expect(depth).toBe(4)
  expect(useToolStore.getState().soupSeed).toBe('8')
  expect(useRunStore.getState().population).toBeGreaterThan(0)
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
