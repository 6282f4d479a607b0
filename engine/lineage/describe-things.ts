/** What events of data sets, artifacts, sets of rules and compilers tell of lineage. */
import type { z } from 'zod'
import type { LINEAGE_TYPES } from '../telemetry/types/lineage-types.ts'
import type { SYSTEM_TYPES } from '../telemetry/types/system-types.ts'
import type { FactsBuilder } from './facts-builder.ts'
import { escapeName, nameNamed, nameNode, nameSaying } from './node-id.ts'

type ThingType = (typeof LINEAGE_TYPES)[number] | (typeof SYSTEM_TYPES)[number]
type DataOf<N extends ThingType['name']> = z.infer<Extract<ThingType, { name: N }>['data']>

/** A describer tells what an event with these data says; `atMs` is when it was published. */
export const THING_DESCRIBERS = {
  'dataset.registered': (
    facts: FactsBuilder,
    data: DataOf<'dataset.registered'>,
    atMs?: number,
  ) => {
    const { dataset_id, sha256, bytes, media_type, origin, registered_by } = data
    const content = facts.tell(nameNode('dataset', sha256), {
      ...{ names: [dataset_id], origins: [origin], registered_by: [registered_by] },
      ...{ bytes, media_type, registered_at_ms: atMs },
    })
    describeNamed(facts, 'dataset', dataset_id, content)
  },
  'artifact.stored': (facts: FactsBuilder, data: DataOf<'artifact.stored'>, atMs?: number) => {
    const { sha256, bytes, media_type, role, run_id, trial_id } = data
    const artifact = facts.tell(nameNode('artifact', sha256), {
      ...{ roles: [role], bytes, media_type, stored_at_ms: atMs },
    })
    if (run_id !== undefined) {
      facts.make(nameNode('run', run_id), artifact, `output:${escapeName(role)}`)
    }
    if (trial_id !== undefined) {
      facts.make(nameNode('trial', trial_id), artifact, `output:${escapeName(role)}`)
    }
  },
  'artifact.promoted': (facts: FactsBuilder, data: DataOf<'artifact.promoted'>, atMs?: number) => {
    const { sha256, ...told } = data
    const promotion = nameSaying('promotion', withoutAbsent(data), facts.hash)
    facts.tell(promotion, { ...told, at_ms: atMs })
    facts.make(nameNode('artifact', sha256), promotion, 'artifact')
  },
  'artifact.deployed': (facts: FactsBuilder, data: DataOf<'artifact.deployed'>, atMs?: number) => {
    const { deployment_id, sha256, ...told } = data
    const deployment = nameNode('deployment', deployment_id)
    facts.tell(deployment, { ...told, state: 'deployed', at_ms: atMs })
    facts.make(nameNode('artifact', sha256), deployment, 'artifact')
  },
  'artifact.expired': (facts: FactsBuilder, data: DataOf<'artifact.expired'>, atMs?: number) => {
    const told = { expired_at_ms: atMs, expired_by: data.by, expired_why: data.reason }
    facts.tell(nameNode('artifact', data.sha256), told)
  },
  'rules.registered': (facts: FactsBuilder, data: DataOf<'rules.registered'>, atMs?: number) => {
    const { rule_set_id, sha256, name, rules, previous_sha256, registered_by } = data
    const set = facts.tell(nameNode('rule', sha256), {
      ...{ names: [name], registered_by: [registered_by], registered_at_ms: atMs },
    })
    for (const { lane, rule } of rules) facts.makeFromRule(set, `lane:${escapeName(lane)}`, rule)
    if (previous_sha256 !== undefined) {
      facts.make(nameNode('rule', previous_sha256), set, 'previous')
    }
    describeNamed(facts, 'rule', rule_set_id, set)
  },
  'system.prism.compile.started': (
    facts: FactsBuilder,
    data: DataOf<'system.prism.compile.started'>,
    atMs?: number,
  ) => void describeBuild(facts, data, { state: 'started', started_at_ms: atMs }),
  'system.prism.compile.completed': (
    facts: FactsBuilder,
    data: DataOf<'system.prism.compile.completed'>,
    atMs?: number,
  ) => {
    const { duration_ms, artifact_sha256 } = data
    const told = { state: 'completed', ended_at_ms: atMs, duration_ms }
    const build = describeBuild(facts, data, told)
    const artifact = facts.tell(nameNode('artifact', artifact_sha256), { roles: ['compiled'] })
    facts.make(build, artifact, 'output:compiled')
  },
  'system.prism.compile.failed': (
    facts: FactsBuilder,
    data: DataOf<'system.prism.compile.failed'>,
    atMs?: number,
  ) => {
    const { code, message } = data
    describeBuild(facts, data, { state: 'failed', ended_at_ms: atMs, code, message })
  },
  'system.prism.deploy.failed': (
    facts: FactsBuilder,
    data: DataOf<'system.prism.deploy.failed'>,
    atMs?: number,
  ) => {
    const { deployment_id, artifact_sha256, target, code, message } = data
    const deployment = nameNode('deployment', deployment_id)
    facts.tell(deployment, { state: 'failed', at_ms: atMs, target, code, message })
    facts.make(nameNode('artifact', artifact_sha256), deployment, 'artifact')
  },
}

/** Whoever knows a thing by its name alone comes from there to what it was. */
function describeNamed(
  facts: FactsBuilder,
  kind: 'dataset' | 'rule',
  name: string,
  content: string,
): void {
  const named = nameNamed(kind, name)
  if (named !== content) facts.make(content, facts.tell(named, { names: [name] }), 'content')
}

/** A build is a run of the compiler; no run has its name, since it is the hash of what it says. */
function describeBuild(
  facts: FactsBuilder,
  { build_id, program_sha256, rule, compiler, target }: DataOf<'system.prism.compile.started'>,
  told: { readonly [name: string]: string | number | undefined },
): string {
  const build = nameSaying('run', { build_id }, facts.hash)
  facts.tell(build, { purpose: 'compile', build_id, target, ...told })
  facts.makeFromRule(build, 'program', program_sha256)
  if (rule !== undefined) facts.makeFromRule(nameNode('rule', program_sha256), 'notation', rule)
  facts.makeFromCode(build, compiler, undefined)
  return build
}

function withoutAbsent(data: { readonly [name: string]: string | undefined }) {
  return Object.fromEntries(
    Object.entries(data).filter((each): each is [string, string] => each[1] !== undefined),
  )
}
