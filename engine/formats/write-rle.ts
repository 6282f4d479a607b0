/** Writes extended RLE as Golly does, with `#CXRLE` where there is something to say. */
import { formatRuleWorld } from '../rules/format-rule-world.ts'
import {
  assertPlanar,
  commentLine,
  commentLinesOf,
  cornerOnPlane,
  dimensionsOf,
  encodeLines,
  nameLineOf,
  type PatternSource,
  ruleTextOf,
  statesOf,
} from './pattern-source.ts'
import { encodeRle } from './rle-encoder.ts'

/** @throws {UnrepresentablePatternError} where the pattern has several layers. */
export function writeRle(source: PatternSource): Uint8Array {
  assertPlanar(source, 'rle')
  const { size, world, generation } = source
  const corner = cornerOnPlane(source)
  const extras = [
    world === undefined ? '' : `Pos=${corner.x},${corner.y}`,
    generation === undefined ? '' : `Gen=${generation}`,
  ].filter((extra) => extra !== '')
  const name = nameLineOf(source)
  const rule = suffixedRuleOf(source)
  return encodeLines([
    ...(extras.length > 0 ? [`#CXRLE ${extras.join(' ')}`] : []),
    ...(name === undefined ? [] : [`#N ${name}`]),
    ...commentLinesOf(source).map((text) => commentLine('#C', text)),
    `x = ${size.x}, y = ${size.y}${rule === undefined ? '' : `, rule = ${rule}`}`,
    ...encodeRle(source.cells, statesOf(source) === 2),
  ])
}

/**
 * The rule with the suffix of its world, or undefined where there is no rule to hang that on. A
 * suffix says as many sizes as the rule has axes: of a world with more, such as layers under a 2-D
 * rule, it would be wrong, so there is none.
 */
export function suffixedRuleOf(source: PatternSource): string | undefined {
  const rule = ruleTextOf(source)
  const { world } = source
  if (rule === undefined || world === undefined) return rule
  const dimensions = dimensionsOf(source)
  const { x, y, z } = world.size
  const isWholeWorld = [x, y, z].slice(dimensions).every((cells) => cells === 1)
  return isWholeWorld ? rule + formatRuleWorld(world, dimensions) : rule
}
