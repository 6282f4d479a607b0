import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RunSource } from '../../engine/protocol/simulation-api.ts'
import { FIRE } from '../../engine/testing/living-scenarios.ts'
import { forgetSession } from '../session/last-session.ts'
import { setField, useFieldStore } from '../state/field-store.ts'
import type { RunController } from '../state/run-controller.ts'
import { useRunStore } from '../state/run-store.ts'
import { setTool, useToolStore } from '../state/tool-store.ts'
import {
  hashNow,
  type MountedApp,
  mountApp,
  PATIENCE,
  pause,
  press,
  scenario,
} from '../testing/mount-app.tsx'

vi.setConfig({ testTimeout: 60_000 })

/** A cube with one cell in its middle, which lives for ever. */
const LONE = scenario(`version: 1
name: Lone
world: { size: [9, 9, 9], topology: box }
rule: '0-26/26/2/M'
channels: [heat, signal]
initial: [{ cells: [[4, 4, 4]] }]
events: [{ tick: 0, poke: [{ channel: heat, cells: [[4, 4, 4]], value: 2 }] }]
`)

let app: MountedApp
let run: RunController
let root: HTMLElement
const open = (source: RunSource) => app.open(source)
const drag = (byX: number, byY: number) => app.drag(byX, byY)

beforeEach(async () => {
  await forgetSession()
  app = await mountApp()
  run = app.run
  root = app.root
})

afterEach(() => app.unmount())

const factsOf = (kind: 'site' | 'box') =>
  root.querySelector(`[data-report="${kind}"]`)?.textContent ?? ''

test('a click tells of a cell, which follows the run and moves by key', async () => {
  await open(scenario(FIRE))
  drag(0, 0)
  await vi.waitFor(() => expect(factsOf('site')).toContain('energy'), PATIENCE)
  expect(factsOf('site')).toMatch(/Site12, 8, 0State\dZonerest/)
  expect(factsOf('site')).toContain('heat1.5 energy')
  await run.step(1)
  await vi.waitFor(() => expect(factsOf('site')).not.toContain('heat1.5 energy'), PATIENCE)

  const scene = root.querySelector('.scene-canvas')!
  press('ArrowRight', scene)
  await vi.waitFor(() => expect(factsOf('site')).toContain('Site13, 8, 0'), PATIENCE)
  expect(root.querySelector('[aria-live="polite"]')?.textContent).toContain('Cell 13, 8, 0')
  press('Escape', scene)
  await vi.waitFor(() => expect(factsOf('site')).toBe(''), PATIENCE)
  press('Enter', scene)
  await vi.waitFor(() => expect(factsOf('site')).toContain('Site12, 8, 0'), PATIENCE)
})

test('a box that is drawn is told by counts and means', async () => {
  await open(scenario(FIRE))
  press('b')
  // Until the page has taken the tool in, a drag moves the camera.
  await pause(100)
  drag(60, 40)
  await vi.waitFor(() => {
    expect(useToolStore.getState().selection).toMatchObject({ kind: 'box' })
    const box = { x: 12, y: 8, z: 0, size: { x: 4, y: 3, z: 1 } }
    expect(useToolStore.getState().selection).toEqual({ kind: 'box', box })
    expect(factsOf('box')).toContain('Cells12')
    expect(factsOf('box')).toContain('heat')
  }, PATIENCE)
})

test('what is looked at does not change, however much of it is shown', async () => {
  await open(scenario(FIRE))
  await run.step(6)
  const plain = await hashNow()
  await run.open(scenario(FIRE), { isPlaying: false })
  press('f')
  press('n')
  drag(0, 0)
  await vi.waitFor(() => {
    expect(root.querySelector('.field-legend')?.textContent).toContain('heat')
    expect(root.querySelector('.zone-label')?.textContent).toBe('west · every tick')
  }, PATIENCE)
  for (let tick = 0; tick < 6; tick++) {
    await run.step(1)
    press('f')
  }
  await vi.waitFor(() => expect(useRunStore.getState().tick).toBe(6), PATIENCE)
  expect(await hashNow()).toEqual(plain)
})

test('the legend follows the values, until its range is kept', async () => {
  await open(scenario(FIRE))
  press('f')
  const marks = () => root.querySelector('.field-legend .number')?.textContent
  await vi.waitFor(() => expect(marks()).toBe('012'), PATIENCE)
  setField({ fixedRange: { low: 0, high: 0.5 } })
  await vi.waitFor(() => expect(marks()).toBe('00.250.5'), PATIENCE)
  expect(root.querySelector('.field-legend')?.textContent).toContain('kept')
})

test('what is painted and poked is an edit of the run, which can be taken back', async () => {
  await open(scenario(FIRE))
  const untouched = await hashNow()
  press('p')
  setTool({ paintState: 2, radius: 2 })
  drag(0, 0)
  await vi.waitFor(() => expect(useToolStore.getState().edits).toBe(1), PATIENCE)
  press('k')
  setTool({ pokeAmount: -0.5, radius: 0 })
  drag(0, 0)
  await vi.waitFor(() => expect(useToolStore.getState().edits).toBe(2), PATIENCE)
  expect(root.querySelector('.tool-bar')?.textContent).toContain('2 edits')
  press('m')
  drag(0, 0)
  await vi.waitFor(() => {
    expect(factsOf('site')).toContain('State2')
    expect(factsOf('site')).toContain('heat1 energy')
  }, PATIENCE)
  const edits = await run.desk.edits.list()
  expect(
    edits.map(({ tick, paint, poke }) => [tick, paint?.[0]?.cells?.length, poke?.length]),
  ).toEqual([
    [0, 21, undefined],
    [0, undefined, 1],
  ])
  await run.reset()
  expect(await run.desk.edits.list()).toHaveLength(2)
  press('z', document.body, { ctrlKey: true })
  await vi.waitFor(() => expect(useToolStore.getState().edits).toBe(1), PATIENCE)
  await run.dropEdits()
  expect(await run.desk.edits.list()).toEqual([])
  await vi.waitFor(() => expect(useRunStore.getState().hashes).toEqual(untouched), PATIENCE)
})

test('in a solid world a click meets the cell that is seen, and tools work on the slice', async () => {
  await open(LONE)
  drag(0, 0)
  await vi.waitFor(() => expect(factsOf('site')).toContain('Site4, 4, 4'), PATIENCE)
  expect(factsOf('site')).toContain('heat2 energy')
  setField({ at: 0.6 })
  press('p')
  setTool({ radius: 0 })
  await pause(600)
  drag(0, 0)
  await vi.waitFor(() => expect(useToolStore.getState().edits).toBe(1), PATIENCE)
  const [edit] = await run.desk.edits.list()
  const [cell] = edit!.paint![0]!.cells!
  expect(cell![2]).toBe(5)
  for (const mode of ['slice', 'volume', 'surface'] as const) {
    setField({ channel: 'heat', mode })
    await vi.waitFor(() => expect(root.querySelector('.field-legend')).not.toBeNull(), PATIENCE)
    await pause(400)
  }
  expect(root.querySelector('.crash')).toBeNull()
})

test('another world keeps the channel if it has it, and nothing that was selected', async () => {
  await open(scenario(FIRE))
  setField({ channel: 'heat' })
  drag(0, 0)
  await vi.waitFor(() => expect(factsOf('site')).not.toBe(''), PATIENCE)
  await open(LONE)
  expect(useFieldStore.getState().channel).toBe('heat')
  expect(useToolStore.getState().selection).toBeUndefined()
  await open({ kind: 'soup', rule: 'B3/S23', density: 100, overrides: { size: '32,32' } })
  expect(useFieldStore.getState().channel).toBeUndefined()
  press('p')
  setTool({ radius: 3 })
  drag(30, 0)
  await vi.waitFor(() => expect(useToolStore.getState().edits).toBeGreaterThan(0), PATIENCE)
})
