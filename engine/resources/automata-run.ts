/**
 * A run of an automaton on a server, as what is on record makes it, and the moves that its state may make.
 */
import { z } from 'zod'
import { hidden } from './resource-fields.ts'
import { defineStateMachine, isTerminal } from './state-machine.ts'

export const RUN_STATES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const

export type RunState = (typeof RUN_STATES)[number]

/** What may happen to a run, by the names of its events. */
export type RunEventName = `ca.run.${'created' | 'started' | 'completed' | 'failed' | 'cancelled'}`

/** A run that is running may be started again: the worker that had it was lost. Each has one end. */
export const AUTOMATA_RUN_MACHINE = defineStateMachine<RunState, RunEventName>({
  resource: 'AutomataRun',
  begins: { 'ca.run.created': 'queued' },
  moves: {
    queued: {
      'ca.run.started': 'running',
      'ca.run.failed': 'failed',
      'ca.run.cancelled': 'cancelled',
    },
    running: {
      'ca.run.started': 'running',
      'ca.run.completed': 'completed',
      'ca.run.failed': 'failed',
      'ca.run.cancelled': 'cancelled',
    },
    completed: {},
    failed: {},
    cancelled: {},
  },
})

/** Whether nothing may happen to a run any more. */
export function isRunOver(state: RunState): boolean {
  return isTerminal(AUTOMATA_RUN_MACHINE, state)
}

const SHA256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().min(0)
const decimal = z.string().regex(/^(0|[1-9][0-9]{0,19})$/)
const word = z.string().min(1).max(128)

/** Another thing that a run was made from. */
const inputSchema = z.strictObject({
  kind: z.enum(['dataset', 'scenario', 'rule', 'artifact', 'run', 'proposal', 'trial']),
  id: word,
  sha256: SHA256.optional(),
})

/** Something that a run has made. */
const outputSchema = z.strictObject({ role: word, sha256: SHA256 })

/** Why a run failed. */
const errorSchema = z.strictObject({ code: word, message: z.string().min(1).max(500) })

/** A run. Times are in milliseconds since 1970. */
export const automataRunSchema = z
  .strictObject({
    run_id: word,
    state: z.enum(RUN_STATES),
    created_by: hidden(
      word.meta({ description: 'Who asked for it: an id of a token or of a job.' }),
    ),
    title: z.string().max(500).meta({ description: 'The name of its scenario.' }),
    scenario_sha256: SHA256.meta({ description: 'The hash of its scenario in canonical form.' }),
    rule: z.string().min(1).max(4000),
    seed: decimal.meta({ description: 'In decimal digits.' }),
    backend: word.meta({
      description: 'The one asked for; once it has completed, the one that ran it.',
    }),
    ticks: decimal.meta({ description: 'How many ticks were asked for, in decimal digits.' }),
    ticks_done: decimal.meta({ description: 'How many are done, in decimal digits.' }),
    threads: z.int().min(1).max(64),
    ticks_per_second: z
      .number()
      .positive()
      .optional()
      .meta({ description: 'How fast it goes at most; absent for as fast as it can.' }),
    attempt: count.meta({ description: 'How often a worker has taken it up.' }),
    worker: word.optional().meta({ description: 'The worker that took it up last.' }),
    state_hash: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .optional()
      .meta({ description: 'The digest of its last state, 64 bits.' }),
    state_sha256: SHA256.optional().meta({
      description: 'The hash of its last state, as `thunderline run` tells it.',
    }),
    error: errorSchema.optional(),
    reason: hidden(z.string().max(500).optional().meta({ description: 'Why it was cancelled.' })),
    created_at_ms: count,
    started_at_ms: count.optional(),
    ended_at_ms: count.optional(),
    duration_ms: count.optional(),
    inputs: z.array(inputSchema).max(128),
    outputs: z.array(outputSchema).max(128),
  })
  .meta({ id: 'AutomataRun' })

export type AutomataRun = z.infer<typeof automataRunSchema>
