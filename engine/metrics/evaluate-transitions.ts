/**
 * Transitions of a program that comes down to no table: evaluated one by one where they are few, and
 * else drawn from a seed.
 */
import { buildNeighborhood, centerIndexOf } from '../lattice/neighborhood.ts'
import { createSplitMix64, type SplitMix64 } from '../math/split-mix64.ts'
import { type CellView, createEvaluator } from '../rules/program/evaluate-program.ts'
import { countLookedAt } from '../rules/program/node-ranges.ts'
import type { Gathering, ProgramNode, RuleProgram } from '../rules/program/program.ts'

/** How much of a rule leads away from state 0. */
export interface TransitionShare {
  /** 0 to 1. */
  readonly share: number
  /** Standard error of a sample; 0 where all transitions were counted. */
  readonly error: number
}

/** Transitions that are evaluated one by one, or drawn. */
export const MAX_TRANSITIONS = 2 ** 16

/** Sites that all of them together may look at; */
const MAX_SITES = 2 ** 22
/** fewer transitions than this tell too little. */
const MIN_TRANSITIONS = 2 ** 10

/** Decides which are drawn: the same for every rule, whoever asks. */
const SAMPLE_SEED = 0x1a4b0dan

/** Whether nothing but states and chance decides what a cell becomes. */
function seesStatesAlone({ nodes, components, writes, rules }: RuleProgram): boolean {
  const isSeen: Record<ProgramNode['op'], boolean> = {
    const: true,
    own: true,
    random: true,
    partition: true,
    site: true,
    position: true,
    sum: true,
    table: true,
    tree: true,
    binary: true,
    select: true,
    field: false,
    parameter: false,
    rule: false,
    tick: false,
    coordinate: false,
  }
  const isPlain = components.length === 0 && writes.length === 0 && rules === 1
  return isPlain && nodes.every(({ op }) => isSeen[op])
}

/**
 * Measures a program by evaluating it; undefined for one that sees fields, parameters, other
 * components, its coordinates or the tick, or more sites than can be drawn often enough.
 */
export function evaluateTransitions(program: RuleProgram): TransitionShare | undefined {
  const affordable = Math.floor(MAX_SITES / Math.max(1, countLookedAt(program)))
  if (!seesStatesAlone(program) || affordable < MIN_TRANSITIONS) return undefined
  const sight = sightOf(program)
  const isChance = program.nodes.some(({ op }) => op === 'random')
  const transitions = program.states ** sight.sites * sight.positions
  const isListed = !isChance && transitions <= Math.min(affordable, MAX_TRANSITIONS)
  const count = isListed ? transitions : Math.min(affordable, MAX_TRANSITIONS)
  const random = createSplitMix64(SAMPLE_SEED)
  const configuration = new Uint8Array(sight.sites)
  const evaluate = createEvaluator(program)
  let leaving = 0
  for (let i = 0; i < count; i++) {
    const position = i % sight.positions
    if (isListed) list(configuration, Math.floor(i / sight.positions), program.states)
    else draw(configuration, random, program.states)
    const view = viewOf(sight, configuration, position, random)
    if (evaluate(view)[program.next[0]!] !== 0) leaving++
  }
  const share = leaving / count
  return { share, error: isListed ? 0 : Math.sqrt((share * (1 - share)) / count) }
}

/** All sites that a program looks at, numbered. */
interface Sight {
  readonly sites: number
  /** By partition: the number of each site that it gathers. */
  readonly gathered: ReadonlyMap<number, readonly number[]>
  /** Places of its block that a cell can have; 1 for rules of no blocks, whose cell is site 0. */
  readonly positions: number
}

/** Sites are known by where they lie; those of a block, and the cell itself, come first. */
function sightOf({ nodes }: RuleProgram): Sight {
  const numbers = new Map<string, number>()
  const numberOf = (site: string) => {
    const number = numbers.get(site) ?? numbers.size
    numbers.set(site, number)
    return number
  }
  const gathered = new Map<number, readonly number[]>()
  const gatherings = nodes.map((node) => (node.op === 'partition' ? node.gathering : undefined))
  const block = gatherings.find((gathering) => gathering?.kind === 'block')
  const blockSites = block === undefined ? [] : listSites(block).map(numberOf)
  if (block === undefined) numberOf('0,0,0')
  for (const [id, gathering] of gatherings.entries()) {
    if (gathering !== undefined) gathered.set(id, listSites(gathering).map(numberOf))
  }
  return { sites: numbers.size, gathered, positions: Math.max(1, blockSites.length) }
}

/** Where the sites lie that are gathered, in the order in which they are. */
function listSites(gathering: Gathering): string[] {
  if (gathering.kind === 'block') {
    const { x, y, z } = gathering.sizeCells
    return Array.from({ length: x * y * z }, (_, i) => `block ${i}`)
  }
  const { offsets } = buildNeighborhood(gathering.neighborhood)
  const sites = Array.from({ length: offsets.length / 3 }, (_, i) => {
    return offsets.subarray(3 * i, 3 * i + 3).join()
  })
  if (!gathering.withCenter) return sites
  return sites.toSpliced(centerIndexOf(gathering.neighborhood), 0, '0,0,0')
}

function viewOf(
  { gathered }: Sight,
  configuration: Uint8Array,
  position: number,
  random: SplitMix64,
): CellView {
  const draws = new Map<number, number>()
  return {
    x: 0,
    y: 0,
    z: 0,
    tick: 0,
    rule: 0,
    own: () => configuration[position]!,
    field: () => 0,
    parameter: () => 0,
    random: (draw) => {
      if (!draws.has(draw)) {
        random.next()
        draws.set(draw, random.high | 0)
      }
      return draws.get(draw)!
    },
    position: () => position,
    gather: (partition) => gathered.get(partition)!.map((site) => configuration[site]!),
  }
}

/** The configuration of a number: its digits. */
function list(configuration: Uint8Array, number: number, states: number): void {
  let rest = number
  for (let i = 0; i < configuration.length; i++) {
    configuration[i] = rest % states
    rest = Math.floor(rest / states)
  }
}

function draw(configuration: Uint8Array, random: SplitMix64, states: number): void {
  for (let i = 0; i < configuration.length; i++) {
    random.next()
    configuration[i] = Math.floor((random.high / 2 ** 32) * states)
  }
}
