/** What a run takes of memory, at a guess, before anything of it is made. */
import { planesOf } from '../kernels/program-planes.ts'
import { countCells, isUnbounded } from '../lattice/size.ts'
import type { Run } from '../scenario/run.ts'

/** Kernels hold a state twice, and a copy of it is looked at; planes have four bytes a cell. */
const BYTES_A_CELL = 3
const BYTES_A_PLANE_CELL = 12
/** What the program itself takes, and what a world without an end is taken for. */
const LEAST_MIB = 64
const ENDLESS_MIB = 512

/** In MiB. */
export function estimateRunMib({ size, living, rule }: Run): number {
  if (isUnbounded(size)) return ENDLESS_MIB
  const planes = living?.lattice.planes.length ?? planesOf(rule.program).length
  const bytes = countCells(size) * (BYTES_A_CELL + BYTES_A_PLANE_CELL * planes)
  return LEAST_MIB + Math.ceil(bytes / 2 ** 20)
}
