/** What is not as it should be, until it is resolved. */
import { z } from 'zod'
import { id, maybe, message, oneOf } from '../telemetry/event-fields.ts'
import { hidden, moment } from './resource-fields.ts'
import { defineStateMachine, nextState } from './state-machine.ts'
import type { ToldEvent } from './told-event.ts'

export const ALERT_STATES = ['raised', 'resolved'] as const
export const ALERT_SEVERITIES = ['warning', 'critical'] as const

type AlertState = (typeof ALERT_STATES)[number]

/** Who resolves an alert whose cause went away. */
export const ITSELF = 'itself'

/** What is resolved stays so. */
export const ALERT_MACHINE = defineStateMachine<
  AlertState,
  'thunderbolt.alert.raised' | 'thunderbolt.alert.resolved'
>({
  resource: 'Alert',
  begins: { 'thunderbolt.alert.raised': 'raised' },
  moves: { raised: { 'thunderbolt.alert.resolved': 'resolved' }, resolved: {} },
})

/** An alert. */
export const alertSchema = z
  .strictObject({
    alert_id: id('What it is known by.'),
    rule: id('The rule that found it: `run.lost`, `run.memory`, `run.expectation`.'),
    severity: oneOf(ALERT_SEVERITIES, 'How bad it is.'),
    of: id('What it is about: a run.'),
    message: message('What was found, for people.'),
    value: maybe(z.number().meta({ description: 'The number that was found.' })),
    limit: maybe(z.number().meta({ description: 'The limit that it passed.' })),
    state: oneOf(ALERT_STATES, '`resolved` when it is over.'),
    created_at_ms: moment('When it was raised.'),
    resolved_at_ms: maybe(moment('When it was resolved.')),
    resolved_by: hidden(maybe(id('Who resolved it; `itself` where the cause went away.'))),
    reason: hidden(maybe(message('How.'))),
  })
  .meta({ id: 'Alert', description: 'Something that is not as it should be.' })

export type Alert = z.infer<typeof alertSchema>

export type AlertEvent = ToldEvent<'thunderbolt.alert.raised' | 'thunderbolt.alert.resolved'>

/** What an alert is after an event; undefined where that is no legal move. */
export function nextAlert(alert: Alert | undefined, event: AlertEvent): Alert | undefined {
  const state = nextState(ALERT_MACHINE, alert?.state, event.name)
  if (state === undefined) return undefined
  if (event.name === 'thunderbolt.alert.raised') {
    return { ...event.data, state, created_at_ms: event.atMs }
  }
  const { by: resolved_by, reason } = event.data
  return { ...alert!, state, resolved_at_ms: event.atMs, resolved_by, reason }
}
