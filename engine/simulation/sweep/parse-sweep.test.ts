import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isNamedError } from '../../named-error.ts'
import { applyValues } from './apply-values.ts'
import { checkPlaces } from './check-places.ts'
import { SweepInvalidError } from './errors.ts'
import { listValues } from './parameter-values.ts'
import { compileSweep, parseSweep } from './parse-sweep.ts'
import { parseSeeds, parseVary } from './parse-vary.ts'

const SOUP = { version: 1, rule: 'B3/S23', size: [8, 8] }

function faultsOf(document: unknown): (readonly [string, string])[] {
  try {
    compileSweep(document)
  } catch (error) {
    if (!(error instanceof SweepInvalidError)) throw error
    return error.details.faults.map(({ field, problem }) => [field, problem] as const)
  }
  return []
}

test.each([
  [{ from: 0, to: 1, step: 0.25 }, [0, 0.25, 0.5, 0.75, 1]],
  [{ from: 0.1, to: 0.3, step: 0.1 }, [0.1, 0.2, 0.3]],
  [{ from: 3, to: 0, step: -1 }, [3, 2, 1, 0]],
  [{ from: 0, to: 10, step: 4 }, [0, 4, 8]],
  [{ from: 0, to: 1, count: 3 }, [0, 0.5, 1]],
  [{ from: 5, to: 5, count: 1 }, [5]],
  [{ from: 1, step: 2, count: 3 }, [1, 3, 5]],
  [
    ['a', 1],
    ['a', 1],
  ],
])('%j gives %j', (document, values) => {
  expect(listValues(document)).toEqual(values)
})

test.each([
  [{ from: 1 }, /two of to, step and count/],
  [{ from: 1, to: 2, step: 1, count: 2 }, /two of to, step and count/],
  [{ from: 1, to: 2, step: -1 }, /a step that leads/],
  [{ from: 1, to: 2, step: 0 }, /a step that leads/],
  [{ from: 0, to: 1, step: 1e-9 }, /more than 10000/],
])('%j is no range', (document, problem) => {
  expect(listValues(document)).toMatch(problem)
})

test('every whole step of a range is in it, and nothing beyond its end', () => {
  const anyInt = fc.integer({ min: -1000, max: 1000 })
  fc.assert(
    fc.property(anyInt, fc.integer({ min: 1, max: 50 }), fc.nat(2000), (from, step, way) => {
      const wanted: number[] = []
      for (let value = from; value <= from + way; value += step) wanted.push(value / 8)
      const range = { from: from / 8, to: (from + way) / 8, step: step / 8 }
      expect(listValues(range)).toEqual(wanted)
    }),
  )
})

test('a grid has every combination, the last parameter fastest', () => {
  const { points, parameters } = compileSweep({
    ...SOUP,
    parameters: { density: [1, 2], topology: ['box', 'torus'] },
  })
  expect(parameters).toEqual(['density', 'topology'])
  expect(points).toEqual([
    { density: 1, topology: 'box' },
    { density: 1, topology: 'torus' },
    { density: 2, topology: 'box' },
    { density: 2, topology: 'torus' },
  ])
})

test('seeds are listed or counted, up to the last that there is', () => {
  const seedsOf = (seeds: unknown) => compileSweep({ ...SOUP, seeds }).seeds
  expect(seedsOf([3, '18446744073709551615'])).toEqual(['3', '18446744073709551615'])
  expect(seedsOf({ from: '18446744073709551613', count: 3 })?.at(-1)).toBe('18446744073709551615')
  expect(seedsOf(parseSeeds('3'))).toEqual(['0', '1', '2'])
  expect(seedsOf(parseSeeds('5..7'))).toEqual(['5', '6', '7'])
  expect(seedsOf(parseSeeds('5,9'))).toEqual(['5', '9'])
})

test.each([
  [{ version: 1 }, 'rule', /is needed/],
  [{ ...SOUP, scenario: {} }, 'rule', /in place of a scenario/],
  [{ ...SOUP, parameters: {}, points: [{}] }, 'points', /in place of parameters/],
  [{ ...SOUP, seeds: [1], parameters: { seed: [1] } }, 'seeds', /in place of a parameter/],
  [{ ...SOUP, seeds: { from: '18446744073709551615', count: 2 } }, 'seeds.count', /beyond/],
  [{ ...SOUP, ticks: 5, probes: [3, 6] }, 'probes[1]', /beyond/],
  [{ ...SOUP, metrics: ['entropie'] }, 'metrics[0]', /no metric/],
  [{ ...SOUP, parameters: { ticks: [1.5] } }, 'parameters.ticks', /whole numbers/],
  [{ ...SOUP, parameters: { 'a b': [1] } }, 'parameters.a b', /place of a value/],
  [{ ...SOUP, parameters: { density: [] } }, 'parameters.density', /./],
  [{ ...SOUP, seeds: { count: 1 }, size: 'wide' }, 'size', /one to three/],
  [
    {
      ...SOUP,
      parameters: {
        density: { from: 0, to: 255, step: 1 },
        ticks: { from: 0, step: 1, count: 100 },
      },
    },
    'parameters',
    /10000 points/,
  ],
  [
    { ...SOUP, parameters: { density: { from: 0, to: 255, step: 1 } }, seeds: { count: 1000 } },
    '',
    /100000 runs/,
  ],
])('%j is at fault at %s', (document, field, problem) => {
  expect(faultsOf(document)).toContainEqual([field, expect.stringMatching(problem)])
})

test('a value is put at its place, and the document it was is left as it was', () => {
  const document = { world: { size: [4, 4] }, initial: [{ soup: { density: 1 } }, { rle: 'o!' }] }
  const before = structuredClone(document)
  const applied = applyValues(document, {
    density: 9,
    size: '8x8x8',
    'world.topology': 'box',
    'initial[1].at': [1, 1],
    rule: 4555,
    ticks: 3,
  })
  expect(applied).toEqual({
    world: { size: [8, 8, 8], topology: 'box' },
    initial: [{ soup: { density: 9 } }, { rle: 'o!', at: [1, 1] }],
    rule: '4555',
  })
  expect(document).toEqual(before)
})

test('what stands for a value of a pack is given the value wherever it stands', () => {
  const document = {
    packs: ['heat@1.0.0'],
    channels: [{ decay: '$heat.slow' }],
    a: ['$heat.slow', '$heat.fast'],
  }
  expect(applyValues(document, { '$heat.slow': 0.5 })).toEqual({
    packs: ['heat@1.0.0'],
    channels: [{ decay: 0.5 }],
    a: [0.5, '$heat.fast'],
  })
})

const BASE = { version: 1, name: 'a', rule: 'B3/S23', initial: [{ rle: 'o!' }] }

test.each([
  ['density', /there is no soup in initial/],
  ['initial[1].at', /1 is none of a list of 1/],
  ['name.first', /is looked for in "a"/],
  ['$heat.slow', /nowhere says \$heat\.slow/],
  ['probes[0]', /there is no list probes/],
  ['initial[0].att', /no scenario has a key initial\[0\]\.att/],
  ['wrold.size', /no scenario has a key wrold\.size/],
  ['__proto__.size', /place of a value|no key is called that/],
])('a parameter %s is told before any run is made', (name, message) => {
  expect(() => checkPlaces(BASE, [{ [name]: 1 }])).toThrow(message)
})

test('parameters on a command line', () => {
  expect(parseVary('density=16..240/16; rule = B3/S23,B36/S23;ticks=5..7')).toEqual({
    density: { from: 16, to: 240, step: 16 },
    rule: ['B3/S23', 'B36/S23'],
    ticks: { from: 5, to: 7, step: 1 },
  })
  expect(parseVary('rule=R2,C2,S2-5,B3-4,NM|W30;x=0.5,-1e3,true,18446744073709551615')).toEqual({
    rule: ['R2,C2,S2-5,B3-4,NM', 'W30'],
    x: [0.5, -1000, true, '18446744073709551615'],
  })
  expect(parseVary('density')).toMatch(/is not NAME=VALUES/)
  expect(parseVary('a=1;a=2')).toMatch(/twice/)
})

const anyName = fc.oneof(
  fc.constantFrom(
    'density',
    'rule',
    'size',
    'ticks',
    'seed',
    '$a.b',
    'initial[0].soup.density',
    '__proto__',
    'constructor',
  ),
  fc.string({ maxLength: 12 }),
)
const anyDocument = fc.record(
  {
    version: fc.constantFrom(1, 2),
    rule: fc.oneof(fc.constant('B3/S23'), fc.string()),
    size: fc.oneof(fc.constant([8, 8]), fc.string(), fc.jsonValue()),
    scenario: fc.oneof(fc.constant('a.yaml'), fc.jsonValue()),
    parameters: fc.dictionary(
      anyName,
      fc.oneof(
        fc.jsonValue(),
        fc.array(fc.jsonValue()),
        fc.record({ from: fc.double(), to: fc.double(), step: fc.double() }),
      ),
    ),
    points: fc.array(fc.dictionary(anyName, fc.jsonValue())),
    seeds: fc.oneof(
      fc.array(fc.nat()),
      fc.record({ from: fc.string(), count: fc.nat() }),
      fc.jsonValue(),
    ),
    metrics: fc.jsonValue(),
    probes: fc.jsonValue(),
    ticks: fc.jsonValue(),
  },
  { requiredKeys: ['version'] },
)

test('whatever a sweep file holds, it is read or refused by name', () => {
  const anyText = fc.oneof(
    fc.string(),
    fc.json(),
    anyDocument.map((each) => JSON.stringify(each)),
  )
  fc.assert(
    fc.property(anyText, (text) => {
      try {
        const { points } = parseSweep(text)
        checkPlaces(BASE, points)
        for (const values of points) applyValues(BASE, values)
      } catch (error) {
        expect(isNamedError(error), String(error)).toBe(true)
      }
    }),
    { numRuns: 200 },
  )
})
