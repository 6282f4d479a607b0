/** What can be asked of alerts. */
import { z } from 'zod'
import { ALERT_SEVERITIES, ALERT_STATES, alertSchema } from '../alert.ts'
import { afterInput, limitInput } from '../input-fields.ts'
import { defineOperation } from '../operation.ts'
import { nameInput, pageOf, reasonInput } from '../resource-fields.ts'

const alert = nameInput('The alert.')

export const ALERTS_LIST = defineOperation({
  name: 'alerts.list',
  about: 'What is or was not as it should be, the newest first.',
  resource: 'Alert',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/alerts',
  input: z.strictObject({
    state: z.enum(ALERT_STATES).optional().meta({ description: 'Those in a state alone.' }),
    severity: z.enum(ALERT_SEVERITIES).optional().meta({ description: 'Those as bad alone.' }),
    rule: nameInput('Those that a rule found alone.').optional(),
    of: nameInput('Those about a run alone.').optional(),
    limit: limitInput,
    after: afterInput,
  }),
  output: pageOf(alertSchema).meta({ id: 'AlertList', description: 'Alerts.' }),
  isTool: true,
})

export const ALERTS_GET = defineOperation({
  name: 'alerts.get',
  about: 'An alert.',
  resource: 'Alert',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/alerts/:alert_id',
  input: z.strictObject({ alert_id: alert }),
  output: alertSchema,
  subject: 'alert_id',
})

export const ALERTS_RESOLVE = defineOperation({
  name: 'alerts.resolve',
  about: 'Says that what an alert is about is over.',
  resource: 'Alert',
  scope: 'write',
  kind: 'command',
  method: 'POST',
  path: '/alerts/:alert_id/resolve',
  input: z.strictObject({ alert_id: alert, reason: reasonInput('How.') }),
  output: alertSchema,
  subject: 'alert_id',
})
