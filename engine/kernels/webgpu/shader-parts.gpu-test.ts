import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { declareInts, includeParts } from '../../forge/wgsl/shader.ts'
import { topologyCode } from '../../forge/wgsl/topology-code.ts'
import { createNearestResolver, createSiteResolver, OUTSIDE } from '../../lattice/site-resolver.ts'
import type { Size } from '../../lattice/size.ts'
import { BOX, TORUS, type Topology } from '../../lattice/topology.ts'
import { INT32_MAX, INT32_MIN, int32Operators } from '../../math/int32.ts'
import { philoxWord } from '../../math/philox.ts'
import { FIELD_LIMIT } from '../../rules/program/node-ranges.ts'
import { requestDevice } from '../../testing/gpu-device.ts'
import { runShader } from '../../testing/run-shader.ts'

const RECORDS = 2000

const device = await requestDevice()
afterAll(() => device.destroy())

const EDGES = [0, 1, -1, 2, -2, 31, 32, 33, -31, 65535, 65536, INT32_MAX, INT32_MIN, INT32_MIN + 1]

const anyInt = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.integer({ min: -40, max: 40 }),
  fc.integer({ min: INT32_MIN, max: INT32_MAX }),
)

/** Records of random numbers; another seed with every run, printed where a test fails. */
const seed = Date.now() & 0x7fffffff
const draw = (...numbers: fc.Arbitrary<number>[]) =>
  fc.sample(fc.tuple(...numbers), { seed, numRuns: RECORDS })

/** Compares what the device makes of each record with what its twin does. */
async function compare(
  code: string,
  results: readonly string[],
  records: readonly number[][],
  twin: (...record: number[]) => number[],
) {
  const found = await runShader(device, { code, results, records })
  for (const [i, record] of records.entries()) {
    expect(found[i], `seed ${seed}, record ${record}`).toEqual(twin(...record))
  }
}

test('division and shifts are those of all other machines', () => {
  const { div, rem, shl, shr, shru } = int32Operators
  const pairs = [...EDGES.flatMap((a) => EDGES.map((b) => [a, b])), ...draw(anyInt, anyInt)]
  const results = [
    'divide(a, b)',
    'remainder(a, b)',
    'shift_left(a, b)',
    'shift_right(a, b)',
    'shift_right_unsigned(a, b)',
  ]
  return compare(includeParts('int32'), results, pairs, (a, b) =>
    [div, rem, shl, shr, shru].map((operator) => operator(a!, b!) + 0),
  )
})

test('a channel is clamped once, after an exact sum', () =>
  compare(
    declareInts({ FIELD_LIMIT }) + includeParts('field'),
    ['add_to_field(a, b)'],
    draw(fc.oneof(anyInt, fc.integer({ min: -FIELD_LIMIT, max: FIELD_LIMIT })), anyInt),
    (a, b) => [Math.min(Math.max(a! + b!, -FIELD_LIMIT), FIELD_LIMIT)],
  ))

test('random numbers are the same words', () =>
  compare(
    `${includeParts('philox')}
    fn words(a: i32, b: i32, c: i32, d: i32, e: i32, f: i32) -> vec4<i32> {
      return bitcast<vec4<i32>>(philox(bitcast<vec2<u32>>(vec2(a, b)), bitcast<vec4<u32>>(vec4(c, d, e, f))));
    }`,
    ['x', 'y', 'z', 'w'].map((word) => `words(a, b, c, d, e, f).${word}`),
    draw(anyInt, anyInt, anyInt, anyInt, anyInt, anyInt),
    (a, b, c, d, e, f) => [0, 1, 2, 3].map((word) => philoxWord(a!, b!, c!, d!, e!, f!, word)),
  ))

test('the product of two words has the upper half it should have', () =>
  compare(
    includeParts('philox'),
    ['multiply_high(bitcast<u32>(a), bitcast<u32>(b))'].map((high) => `bitcast<i32>(${high})`),
    draw(anyInt, anyInt),
    (a, b) => [Number(BigInt.asIntN(32, (BigInt(a! >>> 0) * BigInt(b! >>> 0)) >> 32n))],
  ))

const worlds: readonly (readonly [Size, Topology])[] = [
  [{ x: 5, y: 3, z: 4 }, BOX],
  [{ x: 5, y: 3, z: 4 }, TORUS],
  [{ x: 1, y: 2, z: 1 }, TORUS],
  [
    { x: 7, y: 4, z: 1 },
    { kind: 'shifted-torus', along: 'x', shiftCells: -3 },
  ],
  [
    { x: 7, y: 4, z: 1 },
    { kind: 'shifted-torus', along: 'y', shiftCells: 2 },
  ],
  [
    { x: 6, y: 5, z: 1 },
    { kind: 'klein', along: 'x', shiftCells: 0 },
  ],
  [
    { x: 6, y: 5, z: 1 },
    { kind: 'klein', along: 'x', shiftCells: 1 },
  ],
  [
    { x: 5, y: 6, z: 1 },
    { kind: 'klein', along: 'y', shiftCells: 1 },
  ],
  [{ x: 6, y: 5, z: 1 }, { kind: 'cross-surface' }],
  [{ x: 5, y: 5, z: 1 }, { kind: 'sphere' }],
  [{ x: 1, y: 1, z: 1 }, { kind: 'sphere' }],
]

test.each(worlds)('coordinates in %j, a %j, name the same sites', (size, topology) => {
  const resolve = createSiteResolver(size, topology)
  const resolveNearest = createNearestResolver(size, topology)
  const around = (cells: number) => fc.integer({ min: -3 * cells, max: 4 * cells })
  return compare(
    topologyCode(size, topology) + includeParts('nearest'),
    ['resolve(a, b, c)', 'resolve_nearest(a, b, c)'],
    draw(around(size.x), around(size.y), fc.oneof(fc.constant(0), around(size.z))),
    (x, y, z) => {
      const site = resolve(x!, y!, z!)
      return [site < 0 ? OUTSIDE : site, resolveNearest(x!, y!, z!)]
    },
  )
})

test('a number is wrapped alike near and far', () =>
  compare(
    includeParts('wrap'),
    ['wrap(a, b)', 'wrap_near(a % b, b)', 'count_crossings(a, b)'],
    draw(fc.integer({ min: -(2 ** 26), max: 2 ** 26 }), fc.integer({ min: 1, max: 2 ** 24 })),
    (n, period) => {
      const rest = ((n! % period!) + period!) % period!
      return [rest, rest, Math.floor(n! / period!)]
    },
  ))
