/** Random worlds of rules as people write them: every family of notations. */
import type fc from 'fast-check'
import { parseRule } from '../rules/parse-rule.ts'
import { gatheringsOf } from '../rules/program/program-topology.ts'
import { anyNotation } from './notations.ts'
import { anySize, anyWorldOf, type World } from './worlds.ts'

/** Any world of any rule that has a notation; rules of blocks have axes that blocks divide. */
export const anyNotatedWorld: fc.Arbitrary<World> = anyWorldOf(
  anyNotation.map((notation) => parseRule(notation).rule),
  ({ dimensions, program }) => {
    const hasBlocks = gatheringsOf(program).some(({ kind }) => kind === 'block')
    const even = (cells: number) => 2 * Math.ceil(cells / 2)
    return anySize(dimensions).map((size) =>
      hasBlocks
        ? { x: even(size.x), y: even(size.y), z: dimensions === 3 ? even(size.z) : size.z }
        : size,
    )
  },
)
