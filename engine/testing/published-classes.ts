/**
 * Rules whose Wolfram class is known, to try classifications on.
 *
 * The 88 inequivalent elementary rules are as G. J. Martinez lists them ("A note on elementary cellular automata
 * classification", Journal of Cellular Automata 8, 2013, arXiv:1306.5577, Wolfram's classes). There is no such table for
 * the plane and for space: what stands here is our reading of what is commonly reported of well-known rules.
 */

/** One of Wolfram's classes. */
type KnownClass = 1 | 2 | 3 | 4

const ELEMENTARY: Readonly<Record<KnownClass, readonly number[]>> = {
  1: [0, 8, 32, 40, 128, 136, 160, 168],
  2: [
    1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 19, 23, 24, 25, 26, 27, 28, 29, 33, 34, 35, 36,
    37, 38, 42, 43, 44, 46, 50, 51, 56, 57, 58, 62, 72, 73, 74, 76, 77, 78, 94, 104, 108, 130, 132,
    134, 138, 140, 142, 152, 154, 156, 162, 164, 170, 172, 178, 184, 200, 204, 232,
  ],
  3: [18, 22, 30, 45, 60, 90, 105, 122, 126, 146, 150],
  4: [41, 54, 106, 110],
}

export interface KnownRule {
  readonly rule: string
  readonly dimensions: 1 | 2 | 3
  readonly wolframClass: KnownClass
  /** What people call it; empty where they do not. */
  readonly name: string
  /** Who says so. */
  readonly source: string
}

const NAMED_ELEMENTARY: readonly number[] = [
  30, 45, 54, 90, 106, 110, 18, 22, 150, 184, 204, 73, 41, 62,
]

/** The elementary rules, by class and number. */
export const ELEMENTARY_CLASSES: readonly KnownRule[] = ([1, 2, 3, 4] as const).flatMap(
  (wolframClass) =>
    ELEMENTARY[wolframClass].map((number) => ({
      rule: `W${number}`,
      dimensions: 1 as const,
      wolframClass,
      name: NAMED_ELEMENTARY.includes(number) ? `${number}` : '',
      source: 'Martinez 2013',
    })),
)

const LIKE_LIFE = 'gliders and long transients from soups, as in Life (LifeWiki)'
const EXPLODES = 'every soup grows into lasting disorder (LifeWiki: exploding, chaotic)'
const SETTLES = 'soups soon stand still or blink (LifeWiki: stable)'
const ADDITIVE = 'additive: changes are copied forever (Fredkin)'
const BAYS = 'Bays 1987 and 1991: games of Life in space, with natural gliders'

/** Rules of the plane. */
const PLANE: readonly (readonly [
  rule: string,
  wolframClass: KnownClass,
  name: string,
  source: string,
])[] = [
  ['B3/S23', 4, 'Life', 'Wolfram 1985; Packard and Wolfram 1985: class 4'],
  ['B36/S23', 4, 'HighLife', LIKE_LIFE],
  ['B3678/S34678', 4, 'Day & Night', LIKE_LIFE],
  ['B38/S23', 4, 'Pedestrian Life', LIKE_LIFE],
  ['B37/S23', 4, 'DryLife', LIKE_LIFE],
  ['B36/S125', 4, '2x2', LIKE_LIFE],
  ['B368/S245', 4, 'Morley', LIKE_LIFE],
  ['B3/S2-i34q', 4, 'tlife', LIKE_LIFE],
  ['/2/3', 4, "Brian's Brain", 'ships of all sizes from every soup (Silverman)'],
  ['345/2/4', 4, 'Star Wars', 'ships, guns and factories from soups (Wojtowicz)'],
  ['B35678/S5678', 4, 'Diamoeba', 'diamonds that grow and shrink unpredictably (LifeWiki)'],
  ['B2/S', 3, 'Seeds', EXPLODES],
  ['B2/S0', 3, 'Live Free or Die', EXPLODES],
  ['B1/S1', 3, 'Gnarl', EXPLODES],
  ['B234/S', 3, 'Serviettes', EXPLODES],
  ['B34/S34', 3, '34 Life', EXPLODES],
  ['B35/S236', 3, '', EXPLODES],
  ['B3457/S4568', 3, 'Gems', EXPLODES],
  ['B357/S1358', 3, 'Amoeba (2-D)', EXPLODES],
  ['B1357/S1357', 3, 'Replicator', ADDITIVE],
  ['B3/S012345678', 2, 'Life without Death', 'cells never die: every soup freezes'],
  ['B3/S12345', 2, 'Maze', SETTLES],
  ['B3/S1234', 2, 'Mazectric', SETTLES],
  ['B4678/S35678', 2, 'Anneal', 'majority: smooth areas that stand (Vichniac 1984)'],
  ['B5678/S45678', 2, 'Vote', 'majority: areas that stand (Vichniac 1984)'],
  ['B3/S2', 2, '', SETTLES],
  ['B36/S1', 2, '', SETTLES],
  ['B4/S4', 1, '', 'too few births: every soup dies'],
  ['B6/S5', 1, '', 'too few births: every soup dies'],
  ['B8/S', 1, '', 'too few births: every soup dies'],
]

/** Rules of space. */
const SPACE: readonly (readonly [
  rule: string,
  wolframClass: KnownClass,
  name: string,
  source: string,
])[] = [
  ['4-5/5/2/M', 4, '4555', BAYS],
  ['5-7/6/2/M', 4, '5766', BAYS],
  ['4/4/5/M', 4, '445', 'gliders and long-lived structures (Rampe)'],
  ['4-7/6-8/10/M', 4, 'Pyroclastic', 'structures that grow and fall apart (Rampe)'],
  ['13-26/13-14,17-19/2/M', 2, 'Clouds', 'soups thin out into clouds that stand (Rampe)'],
  ['8-26/9/2/M', 2, 'Coral growth', 'cells hardly die: what grows stands'],
  ['0-6/1,3/2/VN', 2, 'Crystal', 'cells never die: every soup freezes'],
  ['0-26/4/2/M', 2, '', 'cells never die: every soup freezes'],
  ['2-4/5-6/2/M', 3, '', 'every soup that lives grows into lasting disorder'],
  ['4/4/2/M', 3, '', 'every soup that lives grows into lasting disorder'],
  ['1/1/2/M', 3, '', 'every soup that lives grows into lasting disorder'],
  ['5-8/6-7,9,12/4/M', 3, '678', 'every soup grows into lasting disorder (Rampe)'],
  ['1,3,5/1,3,5/2/VN', 3, 'Parity', ADDITIVE],
]

/** Rules of two and three dimensions. */
export const WIDER_CLASSES: readonly KnownRule[] = [
  ...PLANE.map((row) => toKnown(2, row)),
  ...SPACE.map((row) => toKnown(3, row)),
]

function toKnown(
  dimensions: 2 | 3,
  [rule, wolframClass, name, source]: (typeof PLANE)[number],
): KnownRule {
  return { rule, dimensions, wolframClass, name, source }
}
