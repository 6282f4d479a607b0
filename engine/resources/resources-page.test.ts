/** The page about resources is held to their state machines. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ALERT_MACHINE } from './alert.ts'
import { ARTIFACT_MACHINE } from './artifact.ts'
import { DATASET_MACHINE } from './dataset.ts'
import { RULE_SET_MACHINE } from './lane-rule-set.ts'
import { MODEL_RUN_MACHINE } from './model-run.ts'
import { PROMOTION_MACHINE } from './promotion.ts'
import { SLOT_MACHINE } from './promotion-slot.ts'
import { ALLOCATION_MACHINE } from './resource-allocation.ts'
import { isTerminal, type StateMachine } from './state-machine.ts'
import { STUDY_MACHINE } from './study.ts'
import { TRIAL_MACHINE } from './trial.ts'

const PAGE = readFileSync(new URL('../../docs/resources.md', import.meta.url), 'utf8')

const MACHINES: readonly StateMachine<string, string>[] = [
  ARTIFACT_MACHINE,
  MODEL_RUN_MACHINE,
  STUDY_MACHINE,
  TRIAL_MACHINE,
  RULE_SET_MACHINE,
  DATASET_MACHINE,
  ALLOCATION_MACHINE,
  SLOT_MACHINE,
  PROMOTION_MACHINE,
  ALERT_MACHINE,
]

/** The rows below the first head of a table behind a title. */
function rowsBelow(title: string, head: string): string[] {
  const lines = PAGE.split('\n')
  const first = lines.indexOf(head, lines.indexOf(title)) + 2
  return lines.slice(first, lines.indexOf('', first))
}

function rowsOf(machine: StateMachine<string, string>): string[] {
  const row = (state: string, moves: object) => {
    const told = Object.entries(moves).map(([move, next]) => `\`${move}\`: ${next}`)
    return `| ${state} | ${told.join('<br>') || 'the end'} |`
  }
  return [
    row('(none)', machine.begins),
    ...Object.entries(machine.moves).map(([state, moves]) => row(state, moves ?? {})),
  ]
}

test.each(MACHINES)('the page has the moves of $resource', (machine) => {
  const rows = rowsBelow(
    `## ${machine.resource}`,
    '| State | What may happen, and what it becomes |',
  )
  expect(rows).toEqual(rowsOf(machine))
  for (const state of Object.keys(machine.moves)) {
    expect(rowsOf(machine).some((row) => row === `| ${state} | the end |`)).toBe(
      isTerminal(machine, state),
    )
  }
})
