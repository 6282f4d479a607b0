/**
 * Writes 3-D RLE.
 *
 * A cubic torus is written as `size=N`, which Golly's 3D.lua knows. Any other world stands as a
 * suffix of the rule, and states above 1 as the letters of RLE; both are additions of ours that
 * 3D.lua refuses.
 */
import {
  commentLine,
  commentLinesOf,
  encodeLines,
  nameLineOf,
  originOf,
  type PatternSource,
  ruleTextOf,
  statesOf,
} from './pattern-source.ts'
import { encodeRle } from './rle-encoder.ts'
import { suffixedRuleOf } from './write-rle.ts'

export function writeRle3(source: PatternSource): Uint8Array {
  const { size, world, generation } = source
  const isCubicTorus =
    world?.topology.kind === 'torus' &&
    world.size.x > 0 &&
    world.size.x === world.size.y &&
    world.size.x === world.size.z
  const origin = originOf(source)
  const first = ['3D version=1']
  if (isCubicTorus) first.push(`size=${world.size.x}`)
  if (origin && (origin.x !== 0 || origin.y !== 0 || origin.z !== 0)) {
    first.push(`pos=${origin.x},${origin.y},${origin.z}`)
  }
  if (generation !== undefined) first.push(`gen=${generation}`)
  const name = nameLineOf(source)
  const rule = isCubicTorus ? ruleTextOf(source) : suffixedRuleOf(source)
  return encodeLines([
    first.join(' '),
    ...(name === undefined ? [] : [`# ${name}`]),
    ...commentLinesOf(source).map((text) => commentLine('#', text)),
    `x=${size.x} y=${size.y} z=${size.z}${rule === undefined ? '' : ` rule=${rule}`}`,
    ...encodeRle(source.cells, statesOf(source) === 2),
  ])
}
