/** What a writer is given, and the questions every writer asks of it. */
import type { Dimensions, Size } from '../lattice/size.ts'
import { formatGolly3dRule, formatGollyRule } from '../rules/golly-notation.ts'
import type { Rule, RuleWorld } from '../rules/rule.ts'
import { UnrepresentablePatternError } from './errors.ts'
import type { CellList, Pattern, PatternFormat } from './pattern.ts'
import { tryParseRule } from './rule-text.ts'

/** A pattern to write. Every `Pattern` is one. */
export interface PatternSource {
  readonly cells: CellList
  readonly size: Size
  readonly dimensions: Dimensions
  /** Number of states; by default the rule's, or as many as the cells need. */
  readonly states?: number | undefined
  /** Written where there is no `rule`. */
  readonly ruleText?: string | undefined
  readonly rule?: Rule | undefined
  readonly world?: RuleWorld | undefined
  /** The site of the pattern's corner in its world; centered where absent. */
  readonly originInWorld?: Pattern['originInWorld']
  readonly name?: string | undefined
  readonly comments?: readonly string[] | undefined
  readonly generation?: bigint | undefined
}

/** The rule as it is written, without a topology suffix: as Golly spells it, where it can. */
export function ruleTextOf({ rule, ruleText }: PatternSource): string | undefined {
  if (rule === undefined) return ruleText
  return formatGollyRule(rule) ?? formatGolly3dRule(rule) ?? rule.canonical
}

/** Axes of the rule where that is known, and of the pattern elsewhere. */
export function dimensionsOf(source: PatternSource): Dimensions {
  const { rule, ruleText, dimensions } = source
  return (rule ?? tryParseRule(ruleText ?? '')?.rule)?.dimensions ?? dimensions
}

/** Number of states, 2 at least. */
export function statesOf({ states, rule, cells }: PatternSource): number {
  let most = Math.max(2, states ?? rule?.states ?? 2)
  for (let i = 0; i < cells.states.length; i++) most = Math.max(most, cells.states[i]! + 1)
  return most
}

/** The site of the pattern's corner in its bounded world: as given, or such that it is centered. */
export function originOf({ world, size, originInWorld }: PatternSource): Pattern['originInWorld'] {
  if (world === undefined) return undefined
  if (originInWorld !== undefined) return originInWorld
  const centerAlong = (axis: 'x' | 'y' | 'z') => Math.floor((world.size[axis] - size[axis]) / 2)
  return { x: centerAlong('x'), y: centerAlong('y'), z: centerAlong('z') }
}

/**
 * The pattern's corner on Golly's plane, where a world of w by h cells begins at (-floor(w/2),
 * -floor(h/2)) and a pattern without a world is centered at the origin.
 */
export function cornerOnPlane(source: PatternSource): { x: number; y: number } {
  const { size, world } = source
  const origin = originOf(source)
  const cornerAlong = (axis: 'x' | 'y') => {
    if (world === undefined || origin === undefined) return -Math.floor(size[axis] / 2)
    return origin[axis] - Math.floor(world.size[axis] / 2)
  }
  return { x: cornerAlong('x'), y: cornerAlong('y') }
}

/** @throws {UnrepresentablePatternError} where the pattern has more than one layer. */
export function assertPlanar(source: PatternSource, format: PatternFormat): void {
  if (source.size.z === 1) return
  throw new UnrepresentablePatternError({
    format,
    found: `${source.size.z} layers`,
    expected: 'flat patterns',
  })
}

/** @throws {UnrepresentablePatternError} where a cell is in another state than 0 or 1. */
export function assertTwoStates({ cells }: PatternSource, format: PatternFormat): void {
  const state = cells.states.find((value) => value > 1)
  if (state === undefined) return
  throw new UnrepresentablePatternError({
    format,
    found: `a cell in state ${state}`,
    expected: 'the states 0 and 1',
  })
}

/** A name on one line; empty names are none. */
export function nameLineOf({ name }: PatternSource): string | undefined {
  return name?.replaceAll(/[\r\n]+/g, ' ').trim() || undefined
}

/** The comments, each on one line. */
export function commentLinesOf({ comments = [] }: PatternSource): string[] {
  return comments.flatMap((comment) => comment.split(/\r\n|\r|\n/))
}

/** Text as UTF-8, every line ended by LF. */
export function encodeLines(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

/** A comment line: its mark, a space and the text, or the mark alone. */
export function commentLine(mark: string, text: string): string {
  return text === '' ? mark : `${mark} ${text}`
}
