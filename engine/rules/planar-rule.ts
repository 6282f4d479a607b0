/**
 * Two-dimensional rules of radius one, written in their simplest form.
 *
 * Whatever a notation says about the nine cells of a 3 x 3 block comes down to 512 bits. From
 * those bits alone a rule gets its canonical string and its program, so two
 * notations of one rule cannot come out differently. Forms are tried from the simplest: counts
 * among eight, six or four neighbors, Hensel's letters, then a map of five, seven or nine cells.
 */
import { encodeMap, mirrorHexagonalMap } from './map-code.ts'
import { nameOf } from './named-rules.ts'
import {
  CENTER_BIT,
  CONFIGURATIONS,
  HEXAGONAL_COUNTS,
  MOORE_COUNTS,
  MOORE_SHAPES,
  maskOfNeighborhood,
  type NeighborClasses,
  type PlanarNeighborhood,
  VON_NEUMANN_COUNTS,
} from './neighbor-classes.ts'
import {
  buildConfigurationProgram,
  buildCountingProgram,
  rowsOfBirthAndSurvival,
} from './program/build-program.ts'
import type { RuleProgram } from './program/program.ts'
import type { Rule, RuleFamily } from './rule.ts'

/** Which classes of neighbors bring birth and which survival: 0 or 1 for each class. */
export interface ClassSelection {
  readonly birth: Uint8Array
  readonly survival: Uint8Array
}

/** The 512 bits of a rule that looks at classes of neighbors. */
export function expandClasses(classes: NeighborClasses, selection: ClassSelection): Uint8Array {
  return Uint8Array.from({ length: CONFIGURATIONS }, (_, index) => {
    const selected = index & CENTER_BIT ? selection.survival : selection.birth
    return selected[classes.classOf[index]!]!
  })
}

/** The selection that says these 512 bits, or undefined when the classes are too coarse for it. */
function selectClasses(classes: NeighborClasses, live: Uint8Array): ClassSelection | undefined {
  const birth = new Uint8Array(classes.classes.length)
  const survival = new Uint8Array(classes.classes.length)
  for (let index = 0; index < CONFIGURATIONS; index++) {
    const selected = index & CENTER_BIT ? survival : birth
    selected[classes.classOf[index]!] = live[index]!
  }
  const selection = { birth, survival }
  const isExact = expandClasses(classes, selection).every((bit, index) => bit === live[index])
  return isExact ? selection : undefined
}

/** `23`, `2-a3` or `2cek`: the counts of a selection, each in the shorter of its two writings. */
function formatSelection(classes: NeighborClasses, selected: Uint8Array): string {
  let text = ''
  for (let count = 0; count <= classes.maxCount; count++) {
    let chosen = ''
    let others = ''
    let isChosen = false
    for (const [id, { count: ofClass, letter }] of classes.classes.entries()) {
      if (ofClass !== count) continue
      if (selected[id] === 1) {
        chosen += letter
        isChosen = true
      } else {
        others += letter
      }
    }
    if (!isChosen) continue
    if (others === '') text += count
    else text += others.length + 1 < chosen.length ? `${count}-${others}` : `${count}${chosen}`
  }
  return text
}

function formatCanonical(
  classes: NeighborClasses,
  { birth, survival }: ClassSelection,
  states: number,
): string {
  const born = formatSelection(classes, birth)
  const survives = formatSelection(classes, survival)
  const counts = states === 2 ? `B${born}/S${survives}` : `${survives}/${born}/${states}`
  return `${counts}${classes.suffix}`
}

/** The bits of the cells of a neighborhood alone, or undefined when others matter too. */
function restrictTo(neighborhood: PlanarNeighborhood, live: Uint8Array): Uint8Array | undefined {
  const mask = maskOfNeighborhood[neighborhood]
  const restricted: number[] = []
  for (let index = 0; index < CONFIGURATIONS; index++) {
    if (live[index] !== live[index & mask]) return undefined
    if ((index & ~mask) === 0) restricted.push(live[index]!)
  }
  return Uint8Array.from(restricted)
}

/** The 512 bits of a map over the cells of a neighborhood. */
export function expandMap(neighborhood: PlanarNeighborhood, bits: Uint8Array): Uint8Array {
  const mask = maskOfNeighborhood[neighborhood]
  const live = new Uint8Array(CONFIGURATIONS)
  // Indices without a bit outside the mask come in the same order as the map's own indices.
  let next = 0
  for (let index = 0; index < CONFIGURATIONS; index++) {
    live[index] = (index & ~mask) === 0 ? bits[next++]! : 0
  }
  return live.map((_, index) => live[index & mask]!)
}

function formatMap(neighborhood: PlanarNeighborhood, bits: Uint8Array, states: number): string {
  if (states > 2) return `MAP${encodeMap(bits)}/${states}`
  const isMirrored = neighborhood === 'hexagonal-2d'
  return `MAP${encodeMap(isMirrored ? mirrorHexagonalMap(bits) : bits)}`
}

/** The program of a map over the cells of a neighborhood, the center among them. */
function buildMapProgram(name: PlanarNeighborhood, bits: Uint8Array, states: number): RuleProgram {
  // Half of the cells but the center come before it, so its bit is in the middle of the index.
  const neighbors = Math.log2(bits.length) - 1
  const low = 2 ** (neighbors / 2) - 1
  const ofOwn = (own: number) =>
    Uint8Array.from({ length: 2 ** neighbors }, (_, index) => {
      const above = index & ~low
      return bits[(above << 1) | (own * (low + 1)) | (index & low)]!
    })
  return buildConfigurationProgram({
    neighborhood: { kind: 'named', name },
    rows: rowsOfBirthAndSurvival(ofOwn(0), ofOwn(1), states),
  })
}

/**
 * Builds the rule that 512 bits mean.
 *
 * @param live next state 0 or 1 for each configuration, 1 meaning birth or survival; not kept.
 * @param states 2 to 256.
 */
export function buildPlanarRule(live: Uint8Array, states: number): Rule {
  const finish = (
    family: RuleFamily,
    rest: Omit<Rule, 'name' | 'family' | 'dimensions' | 'states'>,
  ) =>
    Object.freeze({
      ...rest,
      name: nameOf(rest.canonical),
      family: states === 2 ? family : 'generations',
      dimensions: 2,
      states,
    } satisfies Rule)

  for (const classes of [MOORE_COUNTS, HEXAGONAL_COUNTS, VON_NEUMANN_COUNTS]) {
    const selection = selectClasses(classes, live)
    if (selection === undefined) continue
    return finish('life-like', {
      canonical: formatCanonical(classes, selection, states),
      program: buildCountingProgram({
        neighborhood: { kind: 'named', name: classes.neighborhood },
        rows: rowsOfBirthAndSurvival(selection.birth, selection.survival, states),
      }),
    })
  }

  const shapes = selectClasses(MOORE_SHAPES, live)
  if (shapes !== undefined) {
    return finish('isotropic', {
      canonical: formatCanonical(MOORE_SHAPES, shapes, states),
      program: buildMapProgram('moore-2d', live, states),
    })
  }

  for (const neighborhood of ['von-neumann-2d', 'hexagonal-2d', 'moore-2d'] as const) {
    const bits = restrictTo(neighborhood, live)
    if (bits === undefined) continue
    return finish('map', {
      canonical: formatMap(neighborhood, bits, states),
      program: buildMapProgram(neighborhood, bits, states),
    })
  }
  throw new Error('the Moore neighborhood holds every configuration')
}
