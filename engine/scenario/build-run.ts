/**
 * Runs that need no scenario file: a pattern file with options, or a rule on a random soup.
 */
import type { Pattern, PatternFormat } from '../formats/pattern.ts'
import { type Dimensions, formatSize, isUnbounded, type Size } from '../lattice/size.ts'
import { type WorldBox, wholeOf } from '../lattice/world-box.ts'
import { parseSeed } from '../math/seed.ts'
import { cutRuleText } from '../rules/cut-rule-text.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { ParsedRule, Rule } from '../rules/rule.ts'
import { placePattern } from './compile-stroke.ts'
import { RunSetupError } from './errors.ts'
import { openRule } from './open-rule.ts'
import { hintOfRule, hintOfRuleWorld, resolveWorld } from './resolve-world.ts'
import type { ReadFile, Run, RunOverrides } from './run.ts'
import { suggestSize } from './suggest-size.ts'

/** Formats of Life programs, in which a file without a rule means Conway's. */
const LIFE_FORMATS: readonly PatternFormat[] = ['rle', 'macrocell', 'cells', 'life105', 'life106']

/**
 * The run of a pattern file. The pattern is centered in its world (rounding down), unless the
 * file itself names both the world and the place in it and no option changes the size.
 *
 * @param readFile reads the rule file that lies beside the pattern; undefined where nothing does.
 * @throws {RunSetupError} when no rule is named anywhere or its rule file is missing, or the
 * pattern has states that the rule has not.
 * @throws the named errors of the rule and lattice rooms.
 */
export async function buildPatternRun(
  pattern: Pattern,
  title: string,
  overrides: RunOverrides = {},
  readFile?: ReadFile,
): Promise<Run> {
  const parsed = await openPatternRule(pattern, overrides.rule, readFile)
  const fileHint = hintOfRuleWorld(pattern.world, pattern.dimensions)
  const ruleHints = overrides.rule === undefined ? [] : [hintOfRule(parsed)]
  const world = resolveWorld(parsed.rule, overrides, [...ruleHints, fileHint])
  assertAxes(pattern, parsed.rule, world.dimensions)
  const isFileWorld = overrides.size === undefined && ruleHints[0]?.size === undefined
  // Without a world of its own, a file's coordinates are those of the plane without an end.
  const isPlaced = isFileWorld && (pattern.world !== undefined || isUnbounded(world.size))
  const origin = isPlaced ? pattern.originInWorld : undefined
  return {
    ...EMPTY_RUN,
    title: pattern.name ?? title,
    about: pattern.comments.length > 0 ? pattern.comments.join('\n') : undefined,
    rule: parsed.rule,
    ...world,
    seed: parseSeed(overrides.seed ?? '0'),
    initial: [placePattern(pattern, origin, { size: world.size, states: parsed.rule.states })],
  }
}

/**
 * The run of a rule on a soup over its whole world, which has a size of ours where nobody names
 * one.
 *
 * @param density 0 to 255: the share of 256 of cells that are alive.
 * @throws {RunSetupError} when the world has no end or the density is out of range.
 */
export function buildSoupRun(
  rule: string,
  density: number,
  overrides: Omit<RunOverrides, 'rule'> = {},
): Run {
  if (!Number.isInteger(density) || density < 0 || density > 255) {
    throw new RunSetupError(
      'run/option',
      `A density is a whole number from 0 to 255, not ${density}.`,
      {
        option: 'density',
        value: density,
      },
    )
  }
  const parsed = parseRule(rule)
  const { dimensions } = parsed.rule
  const suggested = { size: { size: suggestSize(dimensions), dimensions }, topology: undefined }
  const world = resolveWorld(parsed.rule, overrides, [hintOfRule(parsed), suggested])
  return {
    ...EMPTY_RUN,
    title: `${parsed.rule.name ?? cutRuleText(parsed.rule.canonical)}, random soup`,
    rule: parsed.rule,
    ...world,
    seed: parseSeed(overrides.seed ?? '0'),
    initial: [{ kind: 'soup', box: boxOfSoup(world.size), density }],
  }
}

function boxOfSoup(size: Size): WorldBox {
  if (!isUnbounded(size)) return wholeOf(size)
  throw new RunSetupError('run/unbounded', 'A soup needs a world with an end to fill.', { size })
}

/** A rule without a size has a world of its own axes only: a line, a plane or a space. */
function assertAxes({ size }: Pattern, { canonical }: Rule, dimensions: Dimensions): void {
  const used: Dimensions = size.z > 1 ? 3 : size.y > 1 ? 2 : 1
  if (used <= dimensions) return
  throw new RunSetupError(
    'run/option',
    `The rule ${cutRuleText(canonical)} is ${dimensions}-D, and the pattern of ` +
      `${formatSize(size, used)} cells is not: give another --rule, or a --size with ${used} numbers.`,
    { rule: canonical, size },
  )
}

const EMPTY_RUN = {
  about: undefined,
  commands: [],
  ticks: undefined,
  probes: [],
  expectations: [],
  ticksPerSecond: undefined,
} as const satisfies Partial<Run>

async function openPatternRule(
  pattern: Pattern,
  override: string | undefined,
  readFile: ReadFile | undefined,
): Promise<ParsedRule> {
  if (override !== undefined) return parseRule(override)
  if (pattern.ruleText !== undefined) return openRule(pattern.ruleText, readFile)
  if (LIFE_FORMATS.includes(pattern.format)) return parseRule('B3/S23')
  throw new RunSetupError(
    'run/no-rule',
    `A ${pattern.format} file names no rule: give one, such as --rule 4-5/5/2/M.`,
    { option: 'rule', format: pattern.format },
  )
}
