/** Random notations of every family of rules, and of every topology that may follow one. */
import fc from 'fast-check'
import { tryParseRule } from '../formats/rule-text.ts'

/** Some of these characters, in order. */
export const someOf = (characters: string, minLength = 0) =>
  fc.subarray([...characters], { minLength }).map((chosen) => chosen.join(''))

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A MAP of 2^sites bits. The last character holds two bits; births from nothing are left out. */
const anyMap = (characters: number) =>
  fc
    .tuple(
      fc.constantFrom(...BASE64.slice(0, 32)),
      fc.string({
        unit: fc.constantFrom(...BASE64),
        minLength: characters - 2,
        maxLength: characters - 2,
      }),
      fc.constantFrom('A', 'Q', 'g', 'w'),
    )
    .map((parts) => `MAP${parts.join('')}`)

const anyMultiStateMap = (characters: number) =>
  fc
    .tuple(anyMap(characters), fc.integer({ min: 3, max: 20 }))
    .map(([map, states]) => `${map}/${states}`)

const HENSEL_LETTERS: Readonly<Record<string, string>> = {
  1: 'ce',
  2: 'aceikn',
  3: 'aceijknqry',
  4: 'aceijknqrtwyz',
  5: 'aceijknqry',
  6: 'aceikn',
  7: 'ce',
}

/** Counts with the letters of some of their arrangements, such as `2-ak3e8`. */
const anyHensel = (counts: string) =>
  someOf(counts, 1).chain((chosen) =>
    fc
      .tuple(
        ...[...chosen].map((count) => {
          const letters = HENSEL_LETTERS[count]
          if (letters === undefined) return fc.constant(count)
          return fc
            .tuple(fc.boolean(), someOf(letters, 1))
            .map(
              ([isNegated, some]) => `${count}${isNegated && some !== letters ? '-' : ''}${some}`,
            )
        }),
      )
      .map((parts) => parts.join('')),
  )

const birthSurvival = (counts: string, letter: string) =>
  fc
    .tuple(someOf(counts.slice(1), 1), someOf(counts))
    .map(([birth, survival]) => `B${birth}/S${survival}${letter}`)

const generations = (counts: string, letter: string) =>
  fc
    .tuple(someOf(counts), someOf(counts.slice(1), 1), fc.integer({ min: 3, max: 20 }))
    .map(([survival, birth, states]) => `${survival}/${birth}/${states}${letter}`)

/** Families of the plane by name; none of them gives birth to a cell without neighbors. */
export const planarNotations: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'B/S': birthSurvival('012345678', ''),
  'B/S hexagonal': birthSurvival('0123456', 'H'),
  'B/S von Neumann': birthSurvival('01234', 'V'),
  'isotropic non-totalistic': fc
    .tuple(anyHensel('12345678'), anyHensel('012345678'))
    .map(([birth, survival]) => `B${birth}/S${survival}`),
  MAP: anyMap(86),
  'MAP hexagonal': anyMap(22),
  'MAP von Neumann': anyMap(6),
  Generations: generations('012345678', ''),
  'Generations hexagonal': generations('0123456', 'H'),
  'Generations von Neumann': generations('01234', 'V'),
  'Generations MAP': anyMultiStateMap(86),
  'Generations MAP hexagonal': anyMultiStateMap(22),
  'Generations MAP von Neumann': anyMultiStateMap(6),
  'Generations isotropic': fc
    .tuple(anyHensel('012345678'), anyHensel('12345678'), fc.integer({ min: 3, max: 9 }))
    .map(([survival, birth, states]) => `${survival}/${birth}/${states}`),
}

const anySide = fc.integer({ min: 2, max: 24 })
const anyShift = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: -30, max: -1 }))
const signed = (shift: number) => (shift < 0 ? String(shift) : `+${shift}`)

/** The name of the surface with edges. */
export const PLANE = 'plane'

/** Suffixes by name. Sides are at least 2, shifts longer than the side among them. */
export const topologySuffixes: Readonly<Record<string, fc.Arbitrary<string>>> = {
  [PLANE]: fc.tuple(anySide, anySide).map(([w, h]) => `P${w},${h}`),
  torus: fc.tuple(anySide, anySide).map(([w, h]) => `T${w},${h}`),
  'torus shifted along x': fc
    .tuple(anySide, anyShift, anySide)
    .map(([w, shift, h]) => `T${w}${signed(shift)},${h}`),
  'torus shifted along y': fc
    .tuple(anySide, anySide, anyShift)
    .map(([w, h, shift]) => `T${w},${h}${signed(shift)}`),
  'Klein bottle twisted along x': fc.tuple(anySide, anySide).map(([w, h]) => `K${w}*,${h}`),
  'Klein bottle twisted along y': fc.tuple(anySide, anySide).map(([w, h]) => `K${w},${h}*`),
  'Klein bottle shifted along x': fc
    .tuple(anySide, anyShift, anySide)
    .map(([w, shift, h]) => `K${w}*${signed(shift)},${h}`),
  'Klein bottle shifted along y': fc
    .tuple(anySide, anySide, anyShift)
    .map(([w, h, shift]) => `K${w},${h}*${signed(shift)}`),
  'cross-surface': fc.tuple(anySide, anySide).map(([w, h]) => `C${w},${h}`),
  sphere: anySide.map((side) => `S${side}`),
}

/** Digits of `a..b` or `a-b`, the smaller number first. */
const anyRange = (from: number, to: number, dash: string) =>
  fc
    .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }))
    .map(([a, b]) => `${Math.min(a, b)}${dash}${Math.max(a, b)}`)

/** Larger than Life, with the radius, which Golly wants a torus to exceed. */
export const anyLargerThanLife = fc
  .record({
    radius: fc.integer({ min: 1, max: 7 }),
    states: fc.constantFrom(0, 2, 3, 6),
    middle: fc.constantFrom(0, 1),
    shape: fc.constantFrom('M', 'N', 'C'),
  })
  .chain(({ radius, states, middle, shape }) => {
    const cells = shape === 'N' ? 2 * radius * (radius + 1) : (2 * radius + 1) ** 2 - 1
    const most = shape === 'C' ? Math.floor(cells * 0.6) : cells
    return fc.tuple(anyRange(0, most, '..'), anyRange(1, most, '..')).map(([survival, birth]) => ({
      radius,
      notation: `R${radius},C${states},M${middle},S${survival},B${birth},N${shape}`,
    }))
  })

/** Lists of numbers and ranges, such as `2,4-6`. */
const anyList = (from: number, to: number) =>
  fc
    .array(fc.oneof(fc.integer({ min: from, max: to }).map(String), anyRange(from, to, '-')), {
      minLength: 1,
      maxLength: 3,
    })
    .map((parts) => parts.join(','))

const anyExtendedRange = fc
  .tuple(
    fc.integer({ min: 2, max: 4 }),
    fc.constantFrom(2, 3, 5),
    anyList(0, 12),
    anyList(1, 12),
    fc.constantFrom('M', 'N', 'C', '2', '+', 'X', '*', '#', 'B', 'D', 'H', 'A', '3', 'G'),
  )
  .map(([r, c, survival, birth, shape]) => `R${r},C${c},S${survival},B${birth},N${shape}`)

const anyWeighted = fc
  .tuple(
    anyList(0, 30),
    anyList(1, 30),
    fc.string({ unit: fc.constantFrom(...'0123789abcdef'), minLength: 25, maxLength: 25 }),
    fc.constantFrom('', ',012', ',021'),
  )
  .map(([survival, birth, weights, values]) => {
    const states = values === '' ? 2 : 3
    return `R2,C${states},S${survival},B${birth},NW${weights}${values}`
  })

const NEIGHBORS_3D = { M: 26, N: 6, C: 8, E: 12, H: 12, HEX12: 12 } as const

const anySpatial = fc
  .constantFrom(...(Object.keys(NEIGHBORS_3D) as (keyof typeof NEIGHBORS_3D)[]))
  .chain((shape) =>
    fc
      .tuple(
        anyList(0, NEIGHBORS_3D[shape]),
        anyList(1, NEIGHBORS_3D[shape]),
        fc.constantFrom(2, 3, 9),
      )
      .map(([survival, birth, states]) => `${survival}/${birth}/${states}/${shape}`),
  )

const anyChance = fc.nat(1000).map((thousandths) => (thousandths / 1000).toFixed(3))

const anyMargolus = fc
  .array(fc.nat(15), { minLength: 16, maxLength: 16 })
  .map((blocks) => `M${blocks.join()}`)

const anyLenia = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom('', 'D3,'))
  .map(([r, t, depth]) => `lenia:${depth}R${r},T${t},mu=0.15,sigma=0.03`)

const anyPlanar = fc.oneof(...Object.values(planarNotations))

/** Rules that decide cell by cell, which may have chances. */
const anyCellwise = fc.oneof(
  { weight: 4, arbitrary: anyPlanar },
  fc.nat(255).map((code) => `W${code}`),
  fc.nat(2186).map((code) => `code${code}k3r1`),
  { weight: 2, arbitrary: anySpatial },
  anyLargerThanLife.map(({ notation }) => notation),
  { weight: 2, arbitrary: anyExtendedRange },
  anyWeighted,
)

/**
 * A notation of any family, without a topology.
 *
 * Some lists repeat a count or go beyond what their weights allow: those are left out.
 */
export const anyNotation: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 8, arbitrary: anyCellwise },
    fc
      .tuple(anyCellwise, anyChance, anyChance)
      .map(([rule, noise, update]) => `${rule}~noise=${noise},update=${update}`),
    anyMargolus,
    anyLenia,
    fc.constantFrom('BBW', 'WireWorld', 'Langtons-Loops', 'Sand', '1,3/2/5/@0,1;-1,2;2,2', '4555'),
  )
  .filter((notation) => tryParseRule(notation) !== undefined)
