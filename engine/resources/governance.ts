/** What governs a server, as it is told: policies, verdicts, tokens, flags, and who is there. */
import { z } from 'zod'
import { id, list, maybe, message, oneOf, sha256, wholeNumber } from '../telemetry/event-fields.ts'
import { nextField } from './input-fields.ts'
import { SCOPES } from './operation.ts'
import { hidden, moment } from './resource-fields.ts'

/** The longest set of policies, as the event that puts it in force has it. */
export const MAX_POLICY_CHARS = 32_000

const warningSchema = z
  .strictObject({
    policy: maybe(id('The id of the policy.')),
    line: maybe(wholeNumber('Where in the text, from 1.')),
    column: maybe(wholeNumber('Where in the line, from 1.')),
    problem: z.string().max(1000).meta({ description: 'What looks like a slip.' }),
  })
  .meta({ id: 'PolicyWarning', description: 'What is allowed but looks like a slip.' })

export const policySetSchema = z
  .strictObject({
    policy_set_sha256: sha256('The hash of the text.'),
    text: z
      .string()
      .max(MAX_POLICY_CHARS)
      .meta({ description: 'The policies, in the language Cedar.' }),
    is_default: z.boolean().meta({ description: 'Whether nobody has put others in their place.' }),
    changed_at_ms: maybe(moment('When they were put in; absent for the default ones.')),
    changed_by: hidden(maybe(id('Who put them in.'))),
    reason: hidden(maybe(message('Why.'))),
    warnings: list(warningSchema, 'What looks like a slip.'),
  })
  .meta({ id: 'PolicySet', description: 'The policies in force.' })

const decision = oneOf(['allow', 'deny'], 'What was decided.')

export const verdictSchema = z
  .strictObject({
    verdict_id: id('The verdict: its chain, and its number there.'),
    at_ms: moment('When.'),
    principal: hidden(z.string().max(1024).meta({ description: 'Who wanted to.' })),
    scopes: list(z.string().max(1024), 'What they were trusted with.'),
    action: z.string().max(1024).meta({ description: 'What they wanted to do.' }),
    resource: hidden(
      z.string().max(1200).meta({ description: 'To what: its type, a slash, its id.' }),
    ),
    owner: hidden(maybe(z.string().max(1024).meta({ description: 'Who made that.' }))),
    surface: z.string().max(16).meta({ description: 'Where it was asked.' }),
    is_command: z.boolean().meta({ description: 'Whether it was to change anything.' }),
    flags_on: list(z.string().max(64), 'The feature flags that were on.'),
    decision,
    reason: z.string().max(4000).meta({ description: 'Why.' }),
    policies: z
      .array(z.string().max(64))
      .max(256)
      .meta({ description: 'The ids of the policies that decided.' }),
    policy_set_sha256: sha256('The hash of all policies in force then.'),
    latency_us: wholeNumber('How long it took, in microseconds.'),
    link_sha256: hidden(sha256('Its link, which stands for all verdicts of the chain up to it.')),
  })
  .meta({ id: 'Verdict', description: 'What policies have said to a request.' })

export const verdictListSchema = z
  .strictObject({
    items: z.array(verdictSchema).max(200).meta({
      description: 'The newest first; fewer than were asked for where many others are between.',
    }),
    next: nextField,
  })
  .meta({
    id: 'VerdictList',
    description: 'Verdicts.',
  })

export const replaySchema = z
  .strictObject({
    policy_set_sha256: sha256('The hash of the policies that were tried.'),
    decided: wholeNumber('How many verdicts were given again.'),
    unreadable: wholeNumber('How many records are none, and were passed over.'),
    differ: wholeNumber('How many of them would be others.'),
    items: z
      .array(
        z.strictObject({
          verdict_id: id('The verdict.'),
          principal: hidden(z.string().max(1024).meta({ description: 'Who wanted to.' })),
          action: z.string().max(1024).meta({ description: 'What they wanted to do.' }),
          resource: hidden(z.string().max(1200).meta({ description: 'To what.' })),
          was: decision,
          would_be: decision,
          reason: z.string().max(4000).meta({ description: 'Why it would be another.' }),
        }),
      )
      .max(1000)
      .meta({ description: 'Those that would be others, the first thousand.' }),
    next: nextField,
  })
  .meta({ id: 'PolicyReplay', description: 'What other policies would have said.' })

/** One that may do nothing cannot be made here, but may be on record. */
const scopes = z.array(z.enum(SCOPES)).max(SCOPES.length)

export const tokenSchema = z
  .strictObject({
    token_id: id('The token.'),
    name: id('What people call it.'),
    scopes: scopes.meta({ description: 'What it may do.' }),
    state: oneOf(['valid', 'expired', 'revoked'], 'Whether it counts.'),
    created_at_ms: moment('When it was made.'),
    created_by: hidden(id('Who made it.')),
    expires_at_ms: maybe(moment('Until when it counts; absent for always.')),
    revoked_at_ms: maybe(moment('When it was revoked.')),
    revoked_by: hidden(maybe(id('Who revoked it.'))),
  })
  .meta({ id: 'Token', description: 'A token, without its secret.' })

export const tokenListSchema = z
  .strictObject({
    items: z.array(tokenSchema).max(200).meta({ description: 'By their ids.' }),
    next: nextField,
  })
  .meta({
    id: 'TokenList',
    description: 'Tokens.',
  })

export const newTokenSchema = z
  .strictObject({
    token: z.string().max(80).meta({ description: 'The token with its secret: told this once.' }),
    about: tokenSchema,
  })
  .meta({ id: 'NewToken', description: 'A token that was made.' })

export const flagSchema = z
  .strictObject({
    flag: id('The flag.'),
    about: message('What is there where it is on.'),
    is_on: z.boolean().meta({ description: 'Its state.' }),
    default_is_on: z.boolean().meta({ description: 'Its state until somebody changes it.' }),
    changed_at_ms: maybe(moment('When it was changed last.')),
    changed_by: hidden(maybe(id('Who changed it.'))),
    reason: hidden(maybe(message('Why.'))),
  })
  .meta({ id: 'Flag', description: 'A feature flag.' })

export const flagListSchema = z
  .strictObject({ items: z.array(flagSchema).max(200).meta({ description: 'All there are.' }) })
  .meta({ id: 'FlagList', description: 'Feature flags.' })

export const presenceSchema = z
  .strictObject({
    room: id('Where: a run, a zone.'),
    member: id('Which of theirs: a tab, a tool.'),
    principal: hidden(id('Who.')),
    joined_at_ms: moment('Since when.'),
  })
  .meta({ id: 'Presence', description: 'Somebody who is there.' })

export const presenceListSchema = z
  .strictObject({
    items: z.array(presenceSchema).max(200).meta({ description: 'By rooms and members.' }),
    next: nextField,
  })
  .meta({ id: 'PresenceList', description: 'Who is there.' })
