import { spawnSync } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { EVENT_TYPES } from '../engine/telemetry/event-types.ts'
import { ROOT } from './project.ts'
import { lintSource, listUndocumented, listWrongPublishers } from './source-gate.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

const registered = new Set(['ca.run.started', 'ca.run.completed', 'bit.ticked'])

function lint(files: Readonly<Record<string, string>>) {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  for (const [path, text] of Object.entries(files)) folder.write(path, text)
  return lintSource({ root: folder.path, folders: ['engine'], registered }).faults
}

const GOOD = {
  'engine/names.ts': `
export const STARTED = { kind: 'record', name: 'ca.run.started' } as const
export type Told = { readonly type: 'bit.ticked'; readonly tick: number } | { readonly type: 'ca.run.completed' }
`,
  'engine/make.ts': `
import { STARTED } from './names.ts'
export const COMPLETED = 'ca.run.completed'
const freeze = (event) => Object.freeze(event)
export function describeStart(isLate: boolean) {
  if (isLate) return undefined
  return freeze({ name: STARTED.name, data: {} })
}
`,
  'engine/good.ts': `
import { COMPLETED, describeStart } from './make.ts'
import { STARTED as BEGUN, type Told } from './names.ts'
export class Relay {
  publishEvent(event: Told) { this.bus?.publishEvent(Object.freeze(event)) }
}
export const relay = (bus) => ({ publishEvent: (event) => bus.publishEvent(event) })
export function tell(bus, isDone: boolean, list: Told[]) {
  bus.publishEvent({ name: 'ca.run.started' })
  bus?.publishEvent({ name: isDone ? COMPLETED : BEGUN.name })
  const event = describeStart(false)
  if (event !== undefined) bus.publishEvent(event)
  bus.publishEvent(describeStart(true)!)
  for (const each of list) {
    const told: Told = each
    bus.publishEvent(told, 7)
  }
  // emit, publish and broadcast are words here: 'bus.emit(event)'.
  function emit(value: number) { return value }
  return emit(1)
}
`,
}

test('source that publishes what is registered, by whatever constant, function or type, is good', () => {
  expect(lint(GOOD)).toEqual([])
})

const PLANTED: readonly (readonly [what: string, line: string, problem: string])[] = [
  ['another method', `bus.emit({ name: 'ca.run.started' })`, 'emit is not publishEvent'],
  [
    'one that may be there',
    `bus?.publish({ name: 'ca.run.started' })`,
    'publish is not publishEvent',
  ],
  ['one by its name', `bus['broadcast']('ca.run.started')`, 'broadcast is not publishEvent'],
  ['one that is taken apart', `const { emit: tell } = bus; tell(1)`, 'emit is not publishEvent'],
  ['one that is bound', `const tell = bus.emit.bind(bus); tell(1)`, 'emit is not publishEvent'],
  [
    'an event of the page',
    `window.dispatchEvent(new Event('x'))`,
    'dispatchEvent is not publishEvent',
  ],
  [
    'one that is declared',
    `class Bus { emit(event) { return event } }`,
    'emit is not publishEvent',
  ],
  ['another bus', `const other = new EventEmitter()`, 'another bus'],
  ['a bus that is extended', `class Bus extends EventTarget {}`, 'another bus'],
  ['a bus of Node', `import { EventEmitter } from 'node:events'`, 'another bus'],
  [
    'a bus of Node under another name',
    `const { EventEmitter: E } = await import('node:events'); new E()`,
    'another bus',
  ],
  [
    'a call that is in pieces',
    `bus['publish' + 'Event']({ name: 'ca.run.begun' })`,
    '"ca.run.begun"',
  ],
  [
    'one by way of a bound copy',
    `const f = bus.publishEvent.bind(bus); f({ name: 'x' })`,
    'another name',
  ],
  [
    'one by way of Reflect',
    `Reflect.apply(bus.publishEvent, bus, [{ name: 'x' }])`,
    'another name',
  ],
  ['a name that is not registered', `bus.publishEvent({ name: 'ca.run.begun' })`, '"ca.run.begun"'],
  [
    'a constant that is not',
    `const NAME = 'ca.run.begun'; bus.publishEvent({ name: NAME })`,
    '"ca.run.begun"',
  ],
  [
    'one of two that is not',
    `bus.publishEvent({ name: bus ? 'ca.run.begun' : 'ca.run.started' })`,
    '"ca.run.begun"',
  ],
  [
    'a type that is not',
    `type T = { readonly type: 'bit.tick' }; const t: T = make(); bus.publishEvent(t)`,
    '"bit.tick"',
  ],
  [
    'a function that gives what is not',
    `const give = () => ({ name: 'ca.run.begun' }); bus.publishEvent(give())`,
    '"ca.run.begun"',
  ],
  ['a name that is computed', "bus.publishEvent({ name: 'ca.run.' + bus })", 'does not tell'],
  [
    'a name that can change',
    `let name = 'ca.run.started'; bus.publishEvent({ name })`,
    'does not tell',
  ],
  ['an event that is handed in', `const f = (event) => bus.publishEvent(event)`, 'does not tell'],
  ['publishEvent as a value', `const tell = bus.publishEvent; tell({ name: 'x' })`, 'another name'],
  [
    'publishEvent taken apart',
    `const { publishEvent } = bus; publishEvent({ name: 'x' })`,
    'another name',
  ],
  ['an envelope by hand', `const envelope = { specversion: '1.0', id: '1' }`, 'by hand'],
  ['no event', `bus.publishEvent()`, 'no event'],
]

test.each(PLANTED)('%s is found: %s', (_what, line, problem) => {
  const faults = lint({
    ...GOOD,
    'engine/planted.ts': `declare const bus: any, make: any\n\n${line}\n`,
  })
  expect(faults).toEqual([
    { file: 'engine/planted.ts', line: 3, problem: expect.stringContaining(problem) },
  ])
})

test('all of them in one tree are found at once, and tests may do as they like', () => {
  const files = Object.fromEntries(PLANTED.map(([, line], i) => [`engine/planted-${i}.ts`, line]))
  const asTests = PLANTED.map(([, line], i) => [`engine/planted-${i}.test.ts`, line] as const)
  const faults = lint({ ...GOOD, ...files, ...Object.fromEntries(asTests) })
  expect(new Set(faults.map(({ file }) => file))).toEqual(new Set(Object.keys(files)))
})

test('a type that others publish than the registry says, or nobody, is found, and one that is planned and published', () => {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  for (const [path, text] of Object.entries(GOOD)) folder.write(path, text)
  folder.write('engine/far/more/tell.ts', `bus.publishEvent({ name: 'ca.run.started' })`)
  const { publishers } = lintSource({ root: folder.path, folders: ['engine'], registered })
  const types = [
    { name: 'ca.run.started', publisher: 'engine/far' },
    { name: 'ca.run.completed', publisher: 'engine' },
    { name: 'bit.ticked', publisher: 'engine', isPlanned: true },
    { name: 'bit.spawned', publisher: 'engine' },
    { name: 'bit.ended', publisher: 'engine', isPlanned: true },
  ] as const
  expect(listWrongPublishers(types, publishers)).toEqual([
    'ca.run.started is registered as published by engine/far, and it is published by engine, engine/far',
    'bit.ticked is planned, and engine publishes it',
    'bit.spawned is registered as published by engine, and nobody publishes it',
  ])
})

test('a type without a row of the page is found', () => {
  const page = '| Event |\n| --- |\n| `ca.run.started` | record 1 |\n| | `bit.ticked` |\n'
  expect(listUndocumented(registered, page)).toEqual(['ca.run.completed', 'bit.ticked'])
})

test('the source of Thunderline is good', () => {
  const all = new Set<string>(EVENT_TYPES.map(({ name }) => name))
  const folders = ['engine', 'server', 'viewer']
  const { faults, publishers } = lintSource({ root: ROOT, folders, registered: all })
  expect([faults, listWrongPublishers(EVENT_TYPES, publishers)]).toEqual([[], []])
  const { status, stdout } = spawnSync(process.execPath, ['scripts/lint-events.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+ events: /)])
})
