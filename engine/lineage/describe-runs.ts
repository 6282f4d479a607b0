/** What the life of runs tells of lineage. */
import type { z } from 'zod'
import type { RUN_TYPES } from '../telemetry/types/run-types.ts'
import type { FactsBuilder } from './facts-builder.ts'
import { escapeName, nameNode } from './node-id.ts'

type RunType = (typeof RUN_TYPES)[number]
type DataOf<N extends RunType['name']> = z.infer<Extract<RunType, { name: N }>['data']>

type RunEnd = {
  readonly run_id: string
  readonly duration_ms: number
  readonly outputs: readonly { readonly role: string; readonly sha256: string }[]
}
type Parameters = DataOf<'ml.run.created'>['parameters']

/** A describer tells what an event with these data says; `atMs` is when it was published. */
export const RUN_DESCRIBERS = {
  'ca.run.created': (facts: FactsBuilder, data: DataOf<'ca.run.created'>, atMs?: number) => {
    const run = facts.tell(nameNode('run', data.run_id), {
      ...{ purpose: 'automaton', state: 'created', created_at_ms: atMs },
      ...{ created_by: data.created_by, backend_asked: data.backend, ticks_asked: data.ticks },
      title: data.title,
    })
    describeAutomaton(facts, run, data)
  },
  'ca.run.started': describeStart,
  'ca.run.completed': (facts: FactsBuilder, data: DataOf<'ca.run.completed'>, atMs?: number) => {
    const run = facts.tell(nameNode('run', data.run_id), {
      ...{ purpose: 'automaton', backend: data.backend, ticks: data.ticks },
      ...{ state_hash: data.state_hash, state_sha256: data.state_sha256 },
    })
    describeAutomaton(facts, run, data)
    describeEnd(facts, run, data, atMs)
    facts.measure(run, data.metrics ?? [])
  },
  'ca.run.failed': describeFailure,
  'ca.run.cancelled': describeCancel,
  'ml.run.created': (facts: FactsBuilder, data: DataOf<'ml.run.created'>, atMs?: number) => {
    const run = facts.tell(nameNode('run', data.run_id), {
      ...{ state: 'created', created_at_ms: atMs, created_by: data.created_by },
    })
    describeModel(facts, run, data)
  },
  'ml.run.started': describeStart,
  'ml.run.completed': (facts: FactsBuilder, data: DataOf<'ml.run.completed'>, atMs?: number) => {
    const run = nameNode('run', data.run_id)
    describeModel(facts, run, data)
    describeEnd(facts, run, data, atMs)
    facts.measure(run, data.metrics)
  },
  'ml.run.failed': describeFailure,
  'ml.run.cancelled': describeCancel,
}

function describeAutomaton(
  facts: FactsBuilder,
  run: string,
  data: DataOf<'ca.run.created'> | DataOf<'ca.run.completed'>,
): void {
  facts.makeFrom(run, 'scenario', nameNode('scenario', data.scenario_sha256))
  facts.makeFromRule(run, 'rule', data.rule)
  facts.makeFromSeed(run, data.seed)
  facts.makeFromCode(run, data.engine, data.revision)
  facts.makeFromInputs(run, data.inputs)
}

function describeModel(
  facts: FactsBuilder,
  run: string,
  data: DataOf<'ml.run.created'> | DataOf<'ml.run.completed'>,
): void {
  facts.tell(run, { purpose: data.purpose, parameters: toRecord(data.parameters) })
  facts.makeFromSeed(run, data.seed)
  facts.makeFromCode(run, data.engine, data.revision)
  facts.makeFromInputs(run, data.inputs)
}

function describeStart(
  facts: FactsBuilder,
  data: { readonly run_id: string; readonly attempt: number },
  atMs?: number,
): void {
  const { attempt } = data
  const told = { state: 'started', started_at_ms: atMs, attempts: attempt }
  facts.tell(nameNode('run', data.run_id), told)
}

function describeEnd(facts: FactsBuilder, run: string, data: RunEnd, atMs?: number): void {
  facts.tell(run, { state: 'completed', ended_at_ms: atMs, duration_ms: data.duration_ms })
  describeOutputs(facts, run, data.outputs)
}

/** Artifacts that something has made. */
export function describeOutputs(
  facts: FactsBuilder,
  from: string,
  outputs: readonly { readonly role: string; readonly sha256: string }[],
): void {
  for (const { role, sha256 } of outputs) {
    const artifact = facts.tell(nameNode('artifact', sha256), { roles: [role] })
    facts.make(from, artifact, `output:${escapeName(role)}`)
  }
}

function describeFailure(
  facts: FactsBuilder,
  data: DataOf<'ca.run.failed'> | DataOf<'ml.run.failed'>,
  atMs?: number,
): void {
  const { code, message, attempt } = data
  const run = facts.tell(nameNode('run', data.run_id), {
    ...{ state: 'failed', ended_at_ms: atMs, code, message, attempts: attempt },
  })
  facts.makeFromInputs(run, data.inputs)
}

function describeCancel(
  facts: FactsBuilder,
  data: DataOf<'ca.run.cancelled'> | DataOf<'ml.run.cancelled'>,
  atMs?: number,
): void {
  const { by, reason } = data
  const told = { state: 'cancelled', ended_at_ms: atMs, cancelled_by: by, reason }
  facts.makeFromInputs(facts.tell(nameNode('run', data.run_id), told), data.inputs)
}

/** Values by the names of parameters. */
export function toRecord(parameters: Parameters): {
  readonly [name: string]: string | number | boolean
} {
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]))
}
