/**
 * Which world a run lives in, when several places may say so.
 *
 * The nearest to the person wins: the options given beside the file, then the suffix of a rule
 * given there, then the file's own world, then the suffix of the file's rule.
 */
import { assertSize, type Dimensions, formatSize, type Size } from '../lattice/size.ts'
import { TORUS, type Topology } from '../lattice/topology.ts'
import { normalizeTopology, type WrittenTopology } from '../lattice/topology-check.ts'
import { assertProgramTopology } from '../rules/program/program-topology.ts'
import type { ParsedRule, Rule, RuleWorld } from '../rules/rule.ts'
import { RunSetupError } from './errors.ts'
import { type ParsedSize, parseSize, parseTopology } from './parse-size.ts'
import type { RunOverrides } from './run.ts'
import { suggestSize } from './suggest-size.ts'

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
 * @param content the size of what the world should hold, if that is known.
 * @throws {RunSetupError} `run/unbounded` when nothing names a size or an axis is 0.
 * @throws {SizeError} or a topology error when the world cannot be.
 */
export function resolveWorld(
  rule: Rule,
  overrides: Pick<RunOverrides, 'size' | 'topology'>,
  hints: readonly WorldHint[],
  content?: Size,
): World {
  const given: WorldHint = {
    size: overrides.size === undefined ? undefined : parseSize(overrides.size),
    topology: overrides.topology === undefined ? undefined : parseTopology(overrides.topology),
  }
  const all = [given, ...hints]
  const sized = all.find((hint) => hint.size !== undefined)?.size
  if (sized === undefined || sized.size.x === 0 || sized.size.y === 0 || sized.size.z === 0) {
    const suggested = suggestSize(rule.dimensions, content)
    throw new RunSetupError(
      'run/unbounded',
      'A world without a size is unbounded, which this version cannot run yet: give a size, such ' +
        `as --size ${formatSize(suggested, rule.dimensions)} (a scenario says it as world.size, a ` +
        'rule as a suffix like :T256,256).',
      {
        option: 'size',
        value: sized === undefined ? null : sized.size,
        suggestedSize: formatSize(suggested, rule.dimensions),
      },
    )
  }
  const size = assertSize(sized.size)
  const dimensions = Math.max(rule.dimensions, sized.dimensions) as Dimensions
  const written = all.find((hint) => hint.topology !== undefined)?.topology ?? TORUS
  const topology = assertProgramTopology(size, normalizeTopology(size, written), rule.program)
  return { size, dimensions, topology }
}

/** The world hint of a parsed rule's own suffix. */
export function hintOfRule({ rule, world }: ParsedRule): WorldHint {
  return hintOfRuleWorld(world, rule.dimensions)
}
