import { expect, test } from 'vitest'
import { compileEdit, parseEdits } from './compile-edit.ts'
import { compileScenario } from './compile-scenario.ts'
import { ScenarioInvalidError } from './errors.ts'

const BASE = {
  version: 1,
  name: 'A street',
  world: { size: [8, 4], topology: 'box' },
  rule: 'B3/S23',
  channels: ['signal', 'entropy', { name: 'mail', dynamic: { kind: 'static' } }],
  caChannels: [{ name: 'street' }, { name: 'lane', answers: 'mail', capacity: 3 }],
  policies: { use: ['permit-all'] },
  bits: [{ box: { size: [8, 1] } }],
}

const compile = (change: object = {}) =>
  compileScenario(JSON.stringify({ ...BASE, ...change }), () => Promise.reject(new Error('none')))

/** The faults of a scenario, each as its field and what is wrong. */
async function faultsOf(change: object): Promise<readonly [field: string, problem: string][]> {
  const error = await compile(change).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ScenarioInvalidError)) return []
  return error.details.faults.map(({ field, problem }) => [field, problem])
}

test('channels have what is said of them, and the usual where nothing is', async () => {
  const { living } = await compile()
  expect(living?.caChannels).toEqual([
    { name: 'street', capacity: 8, answers: 'signal' },
    { name: 'lane', capacity: 3, answers: 'mail' },
  ])
  expect((await compile({ caChannels: undefined })).living?.caChannels).toEqual([])
})

test.each<[object, string, RegExp]>([
  [{ bits: undefined }, 'caChannels', /needs bits/],
  [{ caChannels: [{ name: 'a' }, { name: 'a' }] }, 'caChannels', /two channels "a"/],
  [{ caChannels: [{ name: 'a', answers: 'heat' }] }, 'caChannels[0].answers', /no channel "heat"/],
  [{ caChannels: [{ name: 'a', answers: 'entropy' }] }, 'caChannels[0].answers', /worked out anew/],
  [{ caChannels: [{ name: 'a', capacity: 33 }] }, 'caChannels[0].capacity', /at most 32/],
  [{ caChannels: [{ name: '' }] }, 'caChannels[0].name', /at least 1/],
  [{ caChannels: [] }, 'caChannels', /at least 1/],
  [
    { world: { size: [99, 99] }, rule: 'R20,C0,M1,S34..58,B34..45,NM' },
    'caChannels',
    /looks at 1680/,
  ],
])('%j is at fault', async (change, field, problem) => {
  expect(await faultsOf(change)).toContainEqual([field, expect.stringMatching(problem)])
})

test.each<[object, string, RegExp]>([
  [{ assign: [{ cells: [[0]], caChannel: 'road' }] }, 'assign[0]', /no CAChannel "road"/],
  [{ assign: [{}] }, 'assign[0]', /cells or a box/],
  [{ announce: [{ at: [9], name: 'x' }] }, 'announce[0]', /outside/],
  [{ announce: [{ at: [0], name: 'x'.repeat(65) }] }, 'announce[0].name', /at most 64/],
  [{ send: [{ cells: [[0]], to: 'x', payload: 99 }] }, 'send[0]', /above/],
  [{ send: [{ cells: [[0]], to: 'x', payload: 1, ttl: 0 }] }, 'send[0].ttl', /at least 1/],
  [{ bind: [{ from: [0] }] }, 'bind[0].to', /needs/],
  [{ link: [{ from: [0], to: [1], source: 'heat' }] }, 'link[0]', /no channel "heat"/],
  [{ link: [{ from: [0], to: [1], weight: 1.5 }] }, 'link[0].weight', /at most 1/],
])('an event with %j is at fault', async (event, place, problem) => {
  const faults = await faultsOf({ events: [{ tick: 0, ...event }] })
  expect(faults).toContainEqual([`events[0].${place}`, expect.stringMatching(problem)])
})

test('an order to a world without CAChannels is at fault', async () => {
  const events = [{ tick: 0, assign: [{ cells: [[0]] }] }]
  const faults = await faultsOf({ caChannels: undefined, events })
  expect(faults).toContainEqual(['events[0].assign[0]', expect.stringMatching(/no CAChannel/)])
})

test('numbers of orders become raw ones, and what is left out the usual', async () => {
  const link = { from: [1], to: [2, 3], threshold: -0.5, weight: 0.25, caChannel: 'lane' }
  const send = { cells: [[2], [1]], to: 'harbor', payload: 0.5 }
  const assign = [{ box: { size: [2, 1] } }, { cells: [[0]], caChannel: null }]
  const { commands } = await compile({ events: [{ tick: 3, link: [link], send: [send], assign }] })
  const orders = commands.map((command) => command.kind === 'order' && command.order)
  const sites = (...cells: number[]) => Uint32Array.from(cells)
  expect(orders).toEqual([
    {
      ...{ kind: 'link', from: 1, to: 2 + 8 * 3, channel: 1, messageKind: 0, weight: 1024 },
      ...{ source: 'signal', threshold: -8192, ttl: 256, strength: 4096 },
    },
    {
      ...{ kind: 'send', sites: sites(1, 2), channel: 0, to: 'harbor', payload: 8192 },
      ...{ messageKind: 0, ttl: 256 },
    },
    { kind: 'assign', sites: sites(0, 1), channel: 0 },
    { kind: 'assign', sites: sites(0), channel: undefined },
  ])
})

test('a link of which nobody says a threshold sends no zeros: it waits for the least positive value', async () => {
  const { commands } = await compile({ events: [{ tick: 0, link: [{ from: [0], to: [1] }] }] })
  expect(commands).toMatchObject([{ order: { kind: 'link', source: 'signal', threshold: 1 } }])
})

test('what an event orders can be done by hand', async () => {
  const { living, size, topology, seed } = await compile()
  const bounds = { size, topology, seed, states: 2, living }
  const orders = [
    { kind: 'assign', cells: [[0], [1]], caChannel: 'lane' },
    { kind: 'announce', at: [1], name: 'harbor', caChannel: 'lane' },
    { kind: 'send', cells: [[0]], to: 'harbor', payload: 1, messageKind: 9, caChannel: 'lane' },
    { kind: 'bind', from: [0], to: [1] },
    { kind: 'link', from: [0], to: [1] },
  ]
  const commands = parseEdits(orders).map((edit) => compileEdit(edit, bounds))
  expect(commands.map((command) => command.kind === 'order' && command.order.kind)).toEqual(
    orders.map(({ kind }) => kind),
  )
  const box = { kind: 'send', box: { size: [2, 1] }, to: 'harbor', payload: 1 }
  const [command] = parseEdits([box]).map((edit) => compileEdit(edit, bounds))
  expect(command).toMatchObject({ order: { kind: 'send', sites: Uint32Array.of(0, 1) } })
})
