/**
 * What the life of studies and their trials tells of lineage.
 *
 * A study is made of its document, a seed and the code; each of its proposals of the study and its seed, and a trial of
 * its proposal. What earlier trials a proposal was made by says how many ends the sampler had heard of: the first ones
 * of the study on record.
 */
import type { z } from 'zod'
import type { STUDY_TYPES } from '../telemetry/types/study-types.ts'
import type { TRIAL_TYPES } from '../telemetry/types/trial-types.ts'
import { describeOutputs, toRecord } from './describe-runs.ts'
import type { FactsBuilder } from './facts-builder.ts'
import { nameNode } from './node-id.ts'

type StudyType = (typeof STUDY_TYPES)[number] | (typeof TRIAL_TYPES)[number]
type DataOf<N extends StudyType['name']> = z.infer<Extract<StudyType, { name: N }>['data']>

/** A describer tells what an event with these data says; `atMs` is when it was published. */
export const STUDY_DESCRIBERS = {
  'ml.study.created': (facts: FactsBuilder, data: DataOf<'ml.study.created'>, atMs?: number) => {
    const { name, identity, sampler, document_sha256, created_by } = data
    const study = facts.tell(nameNode('study', data.study_id), {
      ...{ title: name, identity, sampler, trials_asked: data.trials, created_by },
      ...{ state: 'created', created_at_ms: atMs },
      objectives: data.objectives.map((each) => `${each.direction} ${each.name}`),
    })
    // Its text is kept where those of scenarios are.
    facts.makeFrom(study, 'document', nameNode('scenario', document_sha256), { names: [name] })
    facts.makeFromSeed(study, data.seed)
    facts.makeFromCode(study, data.engine, undefined)
    // Its lines are kept where texts of documents are.
    if (data.record !== undefined) {
      facts.makeFrom(study, 'record', nameNode('scenario', data.record.sha256), { names: [name] })
    }
  },
  'ml.study.completed': (
    facts: FactsBuilder,
    data: DataOf<'ml.study.completed'>,
    atMs?: number,
  ) => {
    const { study_id, why, best } = data
    const told = { state: 'completed', ended_at_ms: atMs, why, best: [...best] }
    facts.tell(nameNode('study', study_id), told)
  },
  'ml.study.failed': (facts: FactsBuilder, data: DataOf<'ml.study.failed'>, atMs?: number) => {
    const { study_id, code, message } = data
    facts.tell(nameNode('study', study_id), { state: 'failed', ended_at_ms: atMs, code, message })
  },
  'ml.study.cancelled': (
    facts: FactsBuilder,
    data: DataOf<'ml.study.cancelled'>,
    atMs?: number,
  ) => {
    const { study_id, by, reason } = data
    const told = { state: 'cancelled', ended_at_ms: atMs, cancelled_by: by, reason }
    facts.tell(nameNode('study', study_id), told)
  },
  'ml.trial.proposed': (facts: FactsBuilder, data: DataOf<'ml.trial.proposed'>, atMs?: number) => {
    const { study_id, number, sampler, ends } = data
    const proposal = facts.tell(nameNode('proposal', data.proposal_id), {
      ...{ study_id, sampler, ends, created_at_ms: atMs },
      parameters: toRecord(data.parameters),
    })
    facts.make(nameNode('study', study_id), proposal, 'study')
    facts.makeFromSeed(proposal, data.seed)
    facts.makeFromInputs(proposal, data.inputs)
    const trial = facts.tell(nameNode('trial', data.trial_id), {
      ...{ study_id, number, state: 'created', created_at_ms: atMs },
    })
    facts.make(proposal, trial, 'proposal')
  },
  'ml.trial.reported': (facts: FactsBuilder, data: DataOf<'ml.trial.reported'>) => {
    const { study_id, number, step } = data
    facts.tell(nameNode('trial', data.trial_id), { study_id, number, last_step: step })
  },
  'ml.trial.completed': (
    facts: FactsBuilder,
    data: DataOf<'ml.trial.completed'>,
    atMs?: number,
  ) => {
    const trial = describeEnd(facts, data, 'completed', atMs)
    facts.measure(trial, data.metrics)
    describeOutputs(facts, trial, data.outputs ?? [])
  },
  'ml.trial.verified': (facts: FactsBuilder, data: DataOf<'ml.trial.verified'>, atMs?: number) => {
    const { study_id, number, agrees, by } = data
    const told = { study_id, number, verified: agrees, verified_at_ms: atMs, by }
    const trial = facts.tell(nameNode('trial', data.trial_id), told)
    facts.measure(trial, data.metrics)
    describeOutputs(facts, trial, data.outputs)
  },
  'ml.trial.failed': (facts: FactsBuilder, data: DataOf<'ml.trial.failed'>, atMs?: number) => {
    const trial = describeEnd(facts, data, 'failed', atMs)
    facts.tell(trial, { code: data.code, message: data.message })
  },
}

/** A run measures what a trial proposes, so the trial is what the run is made from. */
function describeEnd(
  facts: FactsBuilder,
  data: DataOf<'ml.trial.completed'> | DataOf<'ml.trial.failed'>,
  state: 'completed' | 'failed',
  atMs?: number,
): string {
  const { study_id, number, run_id, duration_ms, imported } = data
  const told = { study_id, number, state, ended_at_ms: atMs, duration_ms, imported }
  const trial = facts.tell(nameNode('trial', data.trial_id), told)
  if (run_id !== undefined) facts.make(trial, nameNode('run', run_id), 'trial')
  return trial
}
