/** Shares of machines that runs have. */
import { z } from 'zod'
import { id, maybe, message, oneOf, wholeNumber } from '../telemetry/event-fields.ts'
import { hidden, moment } from './resource-fields.ts'
import { defineStateMachine, nextState } from './state-machine.ts'
import type { ToldEvent } from './told-event.ts'

export const ALLOCATION_STATES = ['granted', 'released'] as const

export type AllocationState = (typeof ALLOCATION_STATES)[number]

/** What is released stays so: another share is another allocation. */
export const ALLOCATION_MACHINE = defineStateMachine<
  AllocationState,
  'allocation.granted' | 'allocation.released'
>({
  resource: 'ResourceAllocation',
  begins: { 'allocation.granted': 'granted' },
  moves: { granted: { 'allocation.released': 'released' }, released: {} },
})

/** A share of a machine. */
export const allocationSchema = z
  .strictObject({
    allocation_id: id('What it is known by.'),
    run_id: id('The run that has it.'),
    zone: id('The zone of hardware: `cpu`, `gpu`.'),
    worker: id('The worker whose share it is.'),
    threads: wholeNumber('How many threads.'),
    memory_mib: wholeNumber('How much memory, in MiB.'),
    state: oneOf(ALLOCATION_STATES, '`released` when it is free again.'),
    created_at_ms: moment('When it was granted.'),
    released_at_ms: maybe(moment('When it was released.')),
    reason: hidden(maybe(message('Why it was released.'))),
  })
  .meta({ id: 'ResourceAllocation', description: 'A share of a machine that a run has.' })

export type Allocation = z.infer<typeof allocationSchema>

export type AllocationEvent = ToldEvent<'allocation.granted' | 'allocation.released'>

/** What an allocation is after an event; undefined where that is no legal move. */
export function nextAllocation(
  allocation: Allocation | undefined,
  event: AllocationEvent,
): Allocation | undefined {
  const state = nextState(ALLOCATION_MACHINE, allocation?.state, event.name)
  if (state === undefined) return undefined
  if (event.name === 'allocation.granted') {
    return { ...event.data, state, created_at_ms: event.atMs }
  }
  return { ...allocation!, state, released_at_ms: event.atMs, reason: event.data.reason }
}
