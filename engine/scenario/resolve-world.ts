/**
 * Which world a run lives in, when several places may say so.
 *
 * The nearest to the person wins: the options given beside the file, then the suffix of a rule
 * given there, then the file's own world, then the suffix of the file's rule.
 */
import { TopologyError } from '../lattice/errors.ts'
import { assertWorldSize, type Dimensions, isUnbounded, type Size } from '../lattice/size.ts'
import { TORUS, type Topology } from '../lattice/topology.ts'
import { normalizeTopology, type WrittenTopology } from '../lattice/topology-check.ts'
import { assertProgramTopology } from '../rules/program/program-topology.ts'
import type { ParsedRule, Rule, RuleWorld } from '../rules/rule.ts'
import { type ParsedSize, parseSize, parseTopology, sizeFromAxes } from './parse-size.ts'
import type { RunOverrides } from './run.ts'

export interface World {
  readonly size: Size
  readonly dimensions: Dimensions
  readonly topology: Topology
}

/** What a file says of its world; each part may be missing. */
export interface WorldHint {
  readonly size: ParsedSize | undefined
  readonly topology: WrittenTopology | undefined
}

/** The hint a topology suffix gives. */
export function hintOfRuleWorld(world: RuleWorld | undefined, dimensions: Dimensions): WorldHint {
  if (world === undefined) return { size: undefined, topology: undefined }
  return { size: { size: world.size, dimensions }, topology: world.topology }
}

/**
 * Settles size and topology from the options and the hints, first hint first.
 *
 * Without any size the world has no end, and an axis of 0 has none.
 *
 * @throws {SizeError} or a topology error when the world cannot be.
 */
export function resolveWorld(
  rule: Rule,
  overrides: Pick<RunOverrides, 'size' | 'topology'>,
  hints: readonly WorldHint[],
): World {
  const given: WorldHint = {
    size: overrides.size === undefined ? undefined : widenSize(parseSize(overrides.size), rule),
    topology: overrides.topology === undefined ? undefined : parseTopology(overrides.topology),
  }
  const all = [given, ...hints]
  const sized = all.find((hint) => hint.size !== undefined)?.size ?? endlessSize(rule.dimensions)
  const size = assertWorldSize(sized.size)
  const dimensions = Math.max(rule.dimensions, sized.dimensions) as Dimensions
  const written = all.find((hint) => hint.topology !== undefined)?.topology ?? TORUS
  const topology = normalizeTopology(size, written)
  // An axis without an end has no edge: what the topology says of it never comes up.
  const edges = { x: size.x || 1, y: size.y || 1, z: size.z || 1 }
  if (isUnbounded(size) && topology.kind !== 'box' && topology.kind !== 'torus') {
    const wanted = 'with an infinite axis a world is a box or a torus along the others'
    throw new TopologyError({ topology: topology.kind, size, wanted })
  }
  assertProgramTopology(isUnbounded(size) ? edges : size, topology, rule.program)
  return { size, dimensions, topology }
}

/** One number stands for every axis of the rule, as it does in the suffix `:T64`. */
function widenSize(parsed: ParsedSize, { dimensions }: Rule): ParsedSize {
  if (parsed.dimensions > 1) return parsed
  return sizeFromAxes(Array.from({ length: dimensions }, () => parsed.size.x))
}

/** Without a size a world has no end along the axes its rule knows. */
function endlessSize(dimensions: Dimensions): ParsedSize {
  return { size: { x: 0, y: dimensions > 1 ? 0 : 1, z: dimensions > 2 ? 0 : 1 }, dimensions }
}

/** The world hint of a parsed rule's own suffix. */
export function hintOfRule({ rule, world }: ParsedRule): WorldHint {
  return hintOfRuleWorld(world, rule.dimensions)
}
