/** What can be asked about policies, verdicts, tokens, flags and presence. */
import { z } from 'zod'
import { FLAG_NAMES } from '../feature-flag.ts'
import {
  flagListSchema,
  flagSchema,
  MAX_POLICY_CHARS,
  newTokenSchema,
  policySetSchema,
  presenceListSchema,
  presenceSchema,
  replaySchema,
  tokenListSchema,
  tokenSchema,
  verdictListSchema,
} from '../governance.ts'
import { afterInput, limitInput, wholeNumberInput } from '../input-fields.ts'
import { defineOperation, SCOPES } from '../operation.ts'
import { idInput, nameInput, reasonInput } from '../resource-fields.ts'

/** So many verdicts are given again at a time. */
const MAX_REPLAYED = 10_000
/** A token counts no longer than that, unless it counts for always. */
const MAX_DAYS = 3650

const policyText = z
  .string()
  .max(MAX_POLICY_CHARS)
  // No table of PostgreSQL takes U+0000.
  .refine((text) => !text.includes('\0'), 'has a letter U+0000')
  .meta({ description: 'Policies, in the language Cedar.' })

const times = {
  since_ms: wholeNumberInput(
    0,
    Number.MAX_SAFE_INTEGER,
    'Those given at this time or later, in milliseconds since 1970.',
  ).optional(),
  until_ms: wholeNumberInput(
    0,
    Number.MAX_SAFE_INTEGER,
    'Those given at this time or earlier, in milliseconds since 1970.',
  ).optional(),
}

export const POLICIES_GET = defineOperation({
  name: 'policies.get',
  about: 'The policies in force.',
  ...{ resource: 'Policy', scope: 'read', kind: 'query', method: 'GET', path: '/policies' },
  input: z.strictObject({}),
  output: policySetSchema,
})

export const POLICIES_CHANGE = defineOperation({
  name: 'policies.change',
  about:
    'Puts other policies in force. Those under which the caller could not change them again are refused.',
  ...{ resource: 'Policy', scope: 'admin', kind: 'command', method: 'PUT', path: '/policies' },
  input: z.strictObject({ text: policyText, reason: reasonInput('Why.') }),
  output: policySetSchema,
})

export const POLICIES_REPLAY = defineOperation({
  name: 'policies.replay',
  about:
    'Gives verdicts again by other policies, the oldest first, and tells which would be others.',
  ...{ resource: 'Verdict', scope: 'admin', kind: 'command', method: 'POST' },
  path: '/policies/replay',
  input: z.strictObject({
    text: policyText,
    limit: wholeNumberInput(1, MAX_REPLAYED, 'How many verdicts at most.').default(1000),
    after: afterInput,
    ...times,
  }),
  output: replaySchema,
})

export const VERDICTS_LIST = defineOperation({
  name: 'verdicts.list',
  about: 'What policies have said to requests, the newest first.',
  ...{ resource: 'Verdict', scope: 'admin', kind: 'query', method: 'GET', path: '/verdicts' },
  input: z.strictObject({
    decision: z.enum(['allow', 'deny']).optional().meta({ description: 'What was decided.' }),
    action: nameInput('The operation that was asked for.').optional(),
    principal: nameInput('Who wanted to.').optional(),
    ...times,
    limit: limitInput,
    after: afterInput,
  }),
  output: verdictListSchema,
})

export const TOKENS_LIST = defineOperation({
  name: 'tokens.list',
  about: 'All tokens, without their secrets.',
  ...{ resource: 'Token', scope: 'admin', kind: 'query', method: 'GET', path: '/tokens' },
  input: z.strictObject({ limit: limitInput, after: afterInput }),
  output: tokenListSchema,
})

export const TOKENS_CREATE = defineOperation({
  name: 'tokens.create',
  about: 'Makes a token. It is told this once, and only the hash of its secret is kept.',
  ...{ resource: 'Token', scope: 'admin', kind: 'command', method: 'POST', path: '/tokens' },
  input: z.strictObject({
    name: nameInput('What people call it.'),
    scopes: z
      .array(z.enum(SCOPES))
      .min(1)
      .max(SCOPES.length)
      .meta({ description: 'What it may do; no more than who makes it.' }),
    expires_in_days: wholeNumberInput(
      1,
      MAX_DAYS,
      'How long it counts; absent for always.',
    ).optional(),
  }),
  output: newTokenSchema,
})

export const TOKENS_REVOKE = defineOperation({
  name: 'tokens.revoke',
  about: 'Has a token count no longer.',
  ...{ resource: 'Token', scope: 'admin', kind: 'command', method: 'POST', subject: 'token_id' },
  path: '/tokens/:token_id/revoke',
  input: z.strictObject({ token_id: idInput('The token.'), reason: reasonInput('Why.') }),
  output: tokenSchema,
})

export const FLAGS_LIST = defineOperation({
  name: 'flags.list',
  about: 'All feature flags with their states.',
  ...{ resource: 'Flag', scope: 'read', kind: 'query', method: 'GET', path: '/flags' },
  input: z.strictObject({}),
  output: flagListSchema,
})

export const FLAGS_SET = defineOperation({
  name: 'flags.set',
  about: 'Switches a feature on or off.',
  ...{ resource: 'Flag', scope: 'admin', kind: 'command', method: 'PUT', path: '/flags/:flag' },
  subject: 'flag',
  input: z.strictObject({
    flag: z.enum(FLAG_NAMES).meta({ description: 'The flag.' }),
    is_on: z.boolean().meta({ description: 'Its state from now on.' }),
    reason: reasonInput('Why.'),
  }),
  output: flagSchema,
})

const place = {
  room: idInput('Where: a run, a zone.'),
  member: idInput('Which of the caller: a tab, a tool.'),
}

export const PRESENCE_JOIN = defineOperation({
  name: 'presence.join',
  isFleeting: true,
  about: 'Tells that somebody is in a room, until they leave or are silent for a minute.',
  ...{ resource: 'Presence', scope: 'read', kind: 'command', method: 'POST', subject: 'room' },
  path: '/presence/:room/join',
  input: z.strictObject(place),
  output: presenceSchema,
})

export const PRESENCE_LEAVE = defineOperation({
  name: 'presence.leave',
  isFleeting: true,
  about: 'Tells that somebody is in a room no longer.',
  ...{ resource: 'Presence', scope: 'read', kind: 'command', method: 'POST', subject: 'room' },
  path: '/presence/:room/leave',
  input: z.strictObject(place),
  output: z
    .strictObject({ was_there: z.boolean().meta({ description: 'Whether they had been there.' }) })
    .meta({ id: 'PresenceLeft', description: 'What leaving came to.' }),
})

export const PRESENCE_LIST = defineOperation({
  name: 'presence.list',
  about: 'Who is in a room, or anywhere, of this process.',
  ...{ resource: 'Presence', scope: 'read', kind: 'query', method: 'GET', path: '/presence' },
  input: z.strictObject({
    room: idInput('One room; absent for all.').optional(),
    limit: limitInput,
    after: afterInput,
  }),
  output: presenceListSchema,
})

export const POLICY_OPERATIONS = Object.freeze([
  ...[POLICIES_GET, POLICIES_CHANGE, POLICIES_REPLAY, VERDICTS_LIST],
  ...[TOKENS_LIST, TOKENS_CREATE, TOKENS_REVOKE, FLAGS_LIST, FLAGS_SET],
  ...[PRESENCE_JOIN, PRESENCE_LEAVE, PRESENCE_LIST],
])
