/**
 * What a run costs by a model: the same on every machine, where seconds are never twice the same. It is what the
 * program of a rule asks for, whatever a kernel makes of it, so it ranks rules and worlds and predicts no time.
 */
import { countCells, isUnbounded } from '../lattice/size.ts'
import { countSites } from '../rules/program/node-ranges.ts'
import type { RuleProgram } from '../rules/program/program.ts'
import type { Run } from '../scenario/run.ts'

const BYTES_PER_NUMBER = 4

/** Operations of a program for one cell and tick: one for each site that is gathered or summed, one for any other node. */
export function countOperations({ nodes }: RuleProgram): number {
  const sites = nodes.map((node) => (node.op === 'partition' ? countSites(node.gathering) : 0))
  return nodes.reduce((sum, node, i) => {
    if (node.op === 'const') return sum
    if (node.op === 'partition') return sum + sites[i]!
    return sum + (node.op === 'sum' ? sites[node.partition]! : 1)
  }, 0)
}

/** What a run of so many ticks costs; undefined where a world has no end. */
export interface ModelledCost {
  /** Operations: cells by ticks by the operations of the rule, in a living world the dearest one, with one a channel. */
  readonly cost: number
  /** Of one state: a byte a cell, and four for each of its other numbers and each channel. */
  readonly bytes: number
}

/** The modelled cost of a run; see {@link ModelledCost}. */
export function modelCost(run: Run, ticks: number): ModelledCost | undefined {
  if (isUnbounded(run.size)) return undefined
  const cells = countCells(run.size)
  const rules = run.living === undefined ? [run.rule] : run.living.rules.map(({ rule }) => rule)
  const programs = rules.map(({ program }) => program)
  const channels = run.living?.channels.length ?? 0
  const operations = Math.max(...programs.map(countOperations)) + channels
  const numbers = Math.max(...programs.map(({ components }) => components.length)) + channels
  return { cost: cells * ticks * operations, bytes: cells * (1 + BYTES_PER_NUMBER * numbers) }
}
