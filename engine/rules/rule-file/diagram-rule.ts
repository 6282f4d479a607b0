/**
 * From a decision diagram to a rule in its simplest form.
 *
 * What counts, letters or a map can say becomes the rule of that notation; anything else keeps its
 * diagram, over the smallest neighborhood that has all the places it depends on.
 */
import type { NamedNeighborhood } from '../../lattice/neighborhood.ts'
import { buildElementaryRule } from '../elementary.ts'
import { CONFIGURATIONS } from '../neighbor-classes.ts'
import { buildPlanarRule } from '../planar-rule.ts'
import type { RuleProgram } from '../program/program.ts'
import { createProgramBuilder } from '../program/program-builder.ts'
import type { Rule } from '../rule.ts'
import {
  type DecisionDiagram,
  essentialPlacesOf,
  PLACES,
  type Place,
  replacePlaces,
  rootOf,
} from './decision-diagram.ts'
import { formatTree } from './tree-diagram.ts'

/** The neighborhoods of programs, the smallest first, with their sites in the order z, y, x. */
const neighborhoods: readonly (readonly [NamedNeighborhood, readonly Place[]])[] = [
  ['von-neumann-2d', ['n', 'w', 'c', 'e', 's']],
  ['hexagonal-2d', ['nw', 'n', 'w', 'c', 'e', 's', 'se']],
  ['moore-2d', ['nw', 'n', 'ne', 'w', 'c', 'e', 'sw', 's', 'se']],
]

const ON_A_LINE: readonly [NamedNeighborhood, readonly Place[]] = ['elementary', ['w', 'c', 'e']]

/** The rule of a diagram; one over `w`, `e` and `c` is one-dimensional. */
export function buildDiagramRule(diagram: DecisionDiagram, name: string | undefined): Rule {
  const isOnALine = diagram.places.length === 3
  const simple = isOnALine ? findElementaryRule(diagram) : findPlanarRule(diagram)
  if (simple !== undefined) return simple
  const essential = essentialPlacesOf(diagram)
  const [neighborhood, sites] = isOnALine
    ? ON_A_LINE
    : neighborhoods.find(([, places]) => essential.every((place) => places.includes(place)))!
  const asked = PLACES.filter((place) => sites.includes(place))
  // Golly's trees have four neighbors or eight.
  const written = sites.length === 7 ? PLACES : asked
  return Object.freeze<Rule>({
    canonical: `@TREE ${formatTree(replacePlaces(diagram, written))}`,
    name,
    family: 'rule-file',
    dimensions: isOnALine ? 1 : 2,
    states: diagram.arity,
    program: buildTreeProgram(replacePlaces(diagram, asked), neighborhood, sites),
  })
}

function buildTreeProgram(
  { places, arity, rows }: DecisionDiagram,
  name: NamedNeighborhood,
  sites: readonly Place[],
): RuleProgram {
  const dimensions = sites.length === 3 ? 1 : 2
  const builder = createProgramBuilder({ dimensions, states: arity })
  const neighborhood = { kind: 'named', name } as const
  const partition = builder.partition({ kind: 'neighborhood', neighborhood, withCenter: true })
  const inputs = places.map((place) =>
    place === 'c' ? builder.own() : builder.site(partition, sites.indexOf(place)),
  )
  return builder.finish(builder.tree(inputs, arity, rows))
}

/** What a cell becomes where the places have these states. */
function evaluate(diagram: DecisionDiagram, stateOf: (place: Place) => number): number {
  const { places, arity, rows } = diagram
  let row = rootOf(diagram)
  for (const place of places) row = rows[row * arity + stateOf(place)]!
  return row
}

function findElementaryRule(diagram: DecisionDiagram): Rule | undefined {
  if (diagram.arity > 2) return undefined
  let code = 0
  for (let index = 0; index < 8; index++) {
    const bitOf = { w: 4, c: 2, e: 1 } as const
    const stateOf = (place: Place) =>
      place === 'w' || place === 'c' || place === 'e' ? Math.sign(index & bitOf[place]) : 0
    code |= evaluate(diagram, stateOf) << index
  }
  return buildElementaryRule(code)
}

/** The bit of each place in a configuration: rows from the top left, the first most significant. */
const [, MOORE_SITES] = neighborhoods[2]!
const bitOfPlace = new Map(MOORE_SITES.map((place, i) => [place, 1 << (8 - i)]))

/** The rule in B/S, Generations, letters or as a map, if it only counts what is in state 1. */
function findPlanarRule(diagram: DecisionDiagram): Rule | undefined {
  if (!isBirthAndSurvival(diagram)) return undefined
  const live = Uint8Array.from({ length: CONFIGURATIONS }, (_, index) => {
    const stateOf = (place: Place) => ((index & bitOfPlace.get(place)!) === 0 ? 0 : 1)
    return evaluate(diagram, stateOf) === 1 ? 1 : 0
  })
  return buildPlanarRule(live, diagram.arity)
}

/**
 * Tells whether only neighbors in state 1 are seen, birth leads to 1 and the states after 1 count
 * up to the last and then to 0.
 */
function isBirthAndSurvival(diagram: DecisionDiagram): boolean {
  const { places, arity, rows } = diagram
  const after = (own: number) => (own === arity - 1 ? 0 : own + 1)
  const isLastLevelSound = (entries: Int32Array) =>
    entries.every((next, own) => {
      if (own === 0) return next <= 1
      return own === 1 ? next === 1 || next === after(1) : next === after(own)
    })
  const isLevelSound = (entries: Int32Array) =>
    entries.every((entry, state) => state < 2 || entry === entries[0])
  let level = new Set([rootOf(diagram)])
  for (let depth = 0; depth < places.length; depth++) {
    const isLast = depth === places.length - 1
    const below = new Set<number>()
    for (const row of level) {
      const entries = rows.subarray(row * arity, (row + 1) * arity)
      if (!(isLast ? isLastLevelSound(entries) : isLevelSound(entries))) return false
      for (const entry of entries) below.add(entry)
    }
    level = below
  }
  return true
}
