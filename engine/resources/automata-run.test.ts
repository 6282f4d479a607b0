import { expect, test } from 'vitest'
import { BACKEND_NAMES } from '../kernels/backend-names.ts'
import { AUTOMATA_RUN_MACHINE, isRunOver, RUN_STATES } from './automata-run.ts'
import { RUNS_CREATE } from './operations/run-operations.ts'
import { nextState } from './state-machine.ts'

const EVENTS = ['created', 'started', 'completed', 'failed', 'cancelled']

test('of all that may happen to a run in each state, just this does', () => {
  const legal = [undefined, ...RUN_STATES].flatMap((state) =>
    EVENTS.flatMap((event) => {
      const next = nextState(AUTOMATA_RUN_MACHINE, state, `ca.run.${event}`)
      return next === undefined ? [] : [`${state ?? 'none'} ${event} ${next}`]
    }),
  )
  expect(legal).toEqual([
    'none created queued',
    'queued started running',
    'queued failed failed',
    'queued cancelled cancelled',
    'running started running',
    'running completed completed',
    'running failed failed',
    'running cancelled cancelled',
  ])
  expect(RUN_STATES.filter(isRunOver)).toEqual(['completed', 'failed', 'cancelled'])
})

test('a run can be asked for on every back end there is, and on no other', () => {
  const scenario = 'a'
  for (const backend of ['auto', ...BACKEND_NAMES]) {
    expect(RUNS_CREATE.input.parse({ scenario, backend }).backend).toBe(backend)
  }
  expect(RUNS_CREATE.input.shape.backend.unwrap().options).toHaveLength(BACKEND_NAMES.length + 1)
})
