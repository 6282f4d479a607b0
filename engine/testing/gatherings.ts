/** What random programs and rules gather: every neighborhood that has a name, and odd blocks. */
import type { Gathering } from '../rules/program/program.ts'

type Corner = readonly [x: number, y: number, z: number]

/** Blocks of all dimensions, long ones and such whose partitions jump to and fro. */
export const BLOCKS: readonly Gathering[] = [
  block([2, 1, 1], [0, 0, 0], [1, 0, 0]),
  block([3, 1, 1], [0, 0, 0], [2, 0, 0], [1, 0, 0]),
  block([2, 2, 1], [0, 0, 0], [1, 1, 0]),
  block([3, 2, 1], [0, 1, 0], [2, 0, 0], [1, 1, 0]),
  block([5, 4, 1], [4, 3, 0]),
  block([2, 2, 2], [0, 0, 0], [1, 1, 1]),
  block([3, 1, 2], [0, 0, 0], [2, 0, 1], [1, 0, 0]),
  block([1, 2, 3], [0, 1, 2], [0, 0, 0], [0, 1, 1]),
]

function block([x, y, z]: Corner, ...corners: Corner[]): Gathering {
  return { kind: 'block', sizeCells: { x, y, z }, corners }
}
