/** The problems that samplers of this project are tried on while they are made; none of them is a public benchmark of ours. */
import { LAYOUT_FRONT, PIPELINE_ERROR, PIPELINE_FRONT } from './mixed.ts'
import type { SearchProblem } from './search-problem.ts'
import { ACKLEY, ELLIPSOID, HARTMANN6, RASTRIGIN, ROSENBROCK, TURNED_RASTRIGIN } from './single.ts'
import { WFG4, WFG6 } from './wfg.ts'
import { DTLZ1, DTLZ7, ZDT3, ZDT6 } from './zdt-dtlz.ts'

export const SEARCH_PROBLEMS: readonly SearchProblem[] = [
  ZDT3,
  ZDT6,
  DTLZ1,
  DTLZ7,
  WFG4,
  WFG6,
  PIPELINE_FRONT,
  LAYOUT_FRONT,
  HARTMANN6,
  ACKLEY,
  RASTRIGIN,
  TURNED_RASTRIGIN,
  ROSENBROCK,
  ELLIPSOID,
  PIPELINE_ERROR,
]
