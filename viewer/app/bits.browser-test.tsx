import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { forgetSession } from '../session/last-session.ts'
import { decodeShareLink, encodeShareLink } from '../session/share-link.ts'
import { useNoticeStore } from '../state/notice-store.ts'
import { openPanel } from '../state/panel-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { selectBox, selectSite, setTool, useToolStore } from '../state/tool-store.ts'
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

/** Two zones of bits, one of them full; every bit writes in every tick. */
const TOWNS = scenario(`version: 1
name: Two towns
world: { size: [16, 8], topology: box }
rule: |
  rule({ states: 2, neighborhood: 'moore', channels: ['heat'] }, (state, neighbors, fields) => {
    fields.heat += 100
    return 1 - state
  })
channels: [heat]
zones:
  - { name: west, box: { size: [8, 8] }, settled: true }
  - { name: east, box: { at: [8, 0], size: [8, 8] }, settled: true, clock: { divisor: 2 } }
policies: { use: [permit-all], actor: mayor, capacities: { east: 1 } }
bits:
  - { cells: [[1, 1]], trace: true }
  - { cells: [[2, 1], [9, 1]] }
`)

let app: MountedApp

beforeEach(async () => {
  await forgetSession()
  app = await mountApp()
})

afterEach(() => app.unmount())

const text = (selector: string) => app.root.querySelector(selector)?.textContent ?? ''
const eventTypes = () =>
  [...app.root.querySelectorAll('[data-event]')].map((row) => row.getAttribute('data-event'))
const button = (name: string, within = '.inspector') => {
  const all = [...app.root.querySelectorAll<HTMLButtonElement>(`${within} button`)]
  return all.find(({ textContent }) => textContent === name)!
}

/** Types into a field and leaves it, as a person does. */
function type(label: string, value: string): void {
  const field = [...app.root.querySelectorAll('.number-field')].find(
    (each) => each.querySelector('span')?.textContent === label,
  )
  const input = field!.querySelector('input')!
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!
  set.call(input, value)
  input.dispatchEvent(new Event('input', { bubbles: true }))
  press('Enter', input)
}

test('a bit tells its events, of ticks where it is traced, and of what is done to it', async () => {
  await app.open(TOWNS)
  selectSite({ x: 1, y: 1, z: 0 })
  await vi.waitFor(() => expect(eventTypes()).toEqual(['bit.activated', 'bit.spawned']), PATIENCE)
  await app.run.step(1)
  await vi.waitFor(() => {
    expect(eventTypes().slice(0, 2)).toEqual(['bit.field_write', 'bit.ticked'])
  }, PATIENCE)
  expect(text('[data-event="bit.field_write"]')).toBe('1wrote 0.0061 to heat')
  button('Suspend').click()
  await vi.waitFor(() => {
    expect(text('[data-event="bit.suspended"]')).toBe('1suspended by hand')
  }, PATIENCE)
  await vi.waitFor(() => {
    expect(text('[data-announces="event"]')).toBe('Tick 1: suspended by hand')
  }, PATIENCE)
  const ofTicks = app.root.querySelector<HTMLInputElement>('.events input[type=checkbox]')!
  ofTicks.click()
  await vi.waitFor(() => {
    expect(eventTypes()).toEqual(['bit.suspended', 'bit.activated', 'bit.spawned'])
  }, PATIENCE)
})

test('a zone is selected from the list or in the scene, and tells its room and its sums', async () => {
  await app.open(TOWNS)
  const east = [...app.root.querySelectorAll<HTMLButtonElement>('.zone-row')][1]!
  east.click()
  await vi.waitFor(() => expect(text('[data-report="zone"]')).toContain('Zoneeast'), PATIENCE)
  const told = text('[data-report="zone"]')
  expect(told).toContain('every 2 ticks, steps next')
  expect(told).toContain('Bits1 of 1')
  expect(text('[data-verdict="deny"]')).toContain('for mayor: zone "east" holds 1 of at most 1')
  await app.run.step(2)
  await vi.waitFor(
    () => expect(text('[data-event="zone.ticked"]')).toContain('1 active, 1 born'),
    PATIENCE,
  )
  expect(text('[data-report="zone"]')).toContain('steps next')
  press('u')
  await pause(100)
  app.drag(-40, 0)
  await pause(100)
  app.drag(0, 0)
  await vi.waitFor(() => {
    expect(useToolStore.getState().selection).toMatchObject({ kind: 'zone' })
  }, PATIENCE)
})

test('a box counts its bits, and all of them can be acted on at once, and that be taken back', async () => {
  await app.open(TOWNS)
  selectBox({ x: 0, y: 1, z: 0, size: { x: 4, y: 1, z: 1 } })
  await vi.waitFor(
    () => expect(text('[data-report="box"]')).toContain('Bits active2Vacant2'),
    PATIENCE,
  )
  button('Suspend').click()
  await vi.waitFor(() => expect(text('[data-report="box"]')).toContain('Bits suspended2'), PATIENCE)
  type('trust_score', '0.75')
  await vi.waitFor(() => expect(useToolStore.getState().edits).toBe(2), PATIENCE)
  button('Add', '.box-orders').click()
  await vi.waitFor(() => expect(text('.spreads')).toContain('heat111'), PATIENCE)
  const edits = await app.run.desk.edits.list()
  const box = { at: [0, 1, 0], size: [4, 1, 1] }
  expect(edits).toEqual([
    { tick: 0, suspend: [{ box, reason: 'by hand' }] },
    { tick: 0, set: [{ box, trustScore: 0.75 }] },
    { tick: 0, poke: [{ box, channel: 'heat', value: 1 }] },
  ])
  await app.run.undo()
  await vi.waitFor(() => expect(text('.spreads')).toContain('heat000'), PATIENCE)
  expect(text('[data-report="box"]')).toContain('Bits suspended2')
})

test('what was refused is said: of the first tick in the panel, of an order by hand with its reason', async () => {
  const closed = scenario(`
version: 1
name: A closed town
world: { size: [8, 8], topology: torus }
rule: B3/S23
policies: { use: [permit-all], capacity: 1 }
bits: [{ cells: [[1, 1], [2, 1], [3, 1]] }]
`)
  await app.open(closed)
  expect(text('[data-refused]')).toMatch(/^2 orders were refused, first this one: .*at most 1/)
  selectSite({ x: 5, y: 5, z: 0 })
  await vi.waitFor(() => expect(button('Spawn a bit')).toBeDefined(), PATIENCE)
  button('Spawn a bit').click()
  await vi.waitFor(
    () => expect(text('[data-event="bit.refused"]')).toContain('at most 1'),
    PATIENCE,
  )
  const [notice] = useNoticeStore.getState().notices
  expect(JSON.stringify(notice)).toMatch(/The edit was not made.*takes no more bits.*at most 1/)
  expect(useToolStore.getState().edits).toBe(0)
})

test('parameters of a bit are set by hand', async () => {
  await app.open(TOWNS)
  selectSite({ x: 2, y: 1, z: 0 })
  await vi.waitFor(() => expect(text('.bit-parameters')).toContain('sigma_flow'), PATIENCE)
  type('sigma_flow', '-0.5')
  await vi.waitFor(() => {
    const { report } = useToolStore.getState()
    expect(report).toMatchObject({ report: { bit: { sigmaFlow: -0.5, isTraced: false } } })
  }, PATIENCE)
  type('sigma_flow', '7')
  await vi.waitFor(() => {
    expect(text('[data-refuses]')).toBe('sigma_flow is a number from -1 to 1.')
  }, PATIENCE)
  app.root.querySelector<HTMLInputElement>('.bit-parameters input[type=checkbox]')!.click()
  await vi.waitFor(() => {
    const { report } = useToolStore.getState()
    expect(report).toMatchObject({ report: { bit: { sigmaFlow: -0.5, isTraced: true } } })
  }, PATIENCE)
  expect(useToolStore.getState().edits).toBe(2)
})

test('a run edited by hand comes back on the next visit, and by its link, to the same hashes', async () => {
  await app.open(TOWNS)
  await app.run.step(2)
  await app.run.desk.edits.edit([
    { kind: 'spawn', cells: [[5, 5]], state: 1 },
    { kind: 'poke', channel: 'heat', box: { at: [0, 0], size: [3, 3] }, value: 0.5 },
  ])
  await app.run.step(3)
  const hashes = await hashNow()
  expect(hashes.tick).toBe(5)
  await app.run.save()
  const link = await encodeShareLink((await app.run.describeShared())!)
  expect(await decodeShareLink(link)).toMatchObject({ tick: 5, edits: [{ tick: 2 }, { tick: 2 }] })

  await app.unmount()
  app = await mountApp()
  await app.run.start('', 'phases')
  expect(await hashNow()).toEqual(hashes)
  expect(useToolStore.getState().edits).toBe(2)

  await app.run.openLibrary('phases', { isPlaying: false })
  expect(useToolStore.getState().edits).toBe(0)
  expect(await app.run.openLink(`#${link}`)).toBe(true)
  expect(useRunStore.getState().tick).toBe(5)
  expect(await hashNow()).toEqual(hashes)

  // What is saved as a scenario needs neither: the edits are its events.
  const { text: saved } = (await app.run.writeScenario())!
  await app.open(scenario(saved))
  await app.run.runTo(5)
  expect(await hashNow()).toEqual(hashes)
  expect(useToolStore.getState().edits).toBe(0)
})

test('what is done by hand is done without a pointer: select, stretch a box, act, read events', async () => {
  await app.open(TOWNS)
  openPanel('inspector')
  const scene = app.root.querySelector<HTMLElement>('.scene-canvas')!
  scene.focus()
  press('Enter', scene)
  for (let i = 0; i < 7; i++) press('ArrowLeft', scene)
  for (let i = 0; i < 3; i++) press('ArrowUp', scene)
  expect(useToolStore.getState().selection).toEqual({ kind: 'site', site: { x: 1, y: 1, z: 0 } })
  await vi.waitFor(() => expect(button('Suspend')).toBeDefined(), PATIENCE)
  const list = app.root.querySelector<HTMLElement>('.event-list')!
  for (const element of [button('Suspend'), list]) {
    element.focus()
    expect(document.activeElement).toBe(element)
  }
  press('b', scene)
  press('Enter', scene)
  press('ArrowRight', scene)
  press('ArrowDown', scene)
  press('ArrowUp', scene)
  expect(useToolStore.getState().selection).toEqual({
    kind: 'box',
    box: { x: 1, y: 1, z: 0, size: { x: 2, y: 1, z: 1 } },
  })
  setTool({ tool: 'move' })
  press('Escape', scene)
  expect(useToolStore.getState().selection).toBeUndefined()
})
