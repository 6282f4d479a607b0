/** Histories of data sets, runs, trials and artifacts, as events that tell of lineage. */
import fc from 'fast-check'

/** Of an envelope, what lineage reads. */
export interface HistoryEvent {
  readonly type: string
  readonly time: string
  readonly data: { readonly [name: string]: unknown }
}

type Data = HistoryEvent['data']
type Build = (
  place: number,
  pick: (below: number) => number,
  /** Inputs are from the places before this one. */
  before: number,
) => readonly (readonly [string, Data])[]

const sha = (word: string, place: number) =>
  [...`${word}${place}`]
    .map((each) => each.charCodeAt(0).toString(16))
    .join('')
    .padEnd(64, '0')
export const artifactHash = (place: number): string => sha('artifact', place)
const code = { engine: '0.2.0', revision: 'abc' }
const parameters = [{ name: 'rate', value: 0.5 }]

/** Some of what is at the places before one. */
function inputsBefore(before: number, pick: (below: number) => number): readonly Data[] {
  if (before === 0) return []
  const kinds = ['artifact', 'dataset', 'run', 'trial', 'rule', 'proposal'] as const
  return Array.from({ length: pick(3) }, () => {
    const kind = kinds[pick(kinds.length)]!
    const at = pick(before)
    if (kind === 'artifact') return { kind, id: artifactHash(at) }
    const hasHash = (kind === 'dataset' || kind === 'rule') && pick(2) === 0
    return { kind, id: `${kind}-${at}`, ...(hasHash ? { sha256: sha(kind, at) } : {}) }
  })
}

const BUILDS: readonly Build[] = [
  (place, pick, before) => {
    const run_id = `run-${place}`
    const origin = {
      ...{ scenario_sha256: sha('scenario', pick(3)), rule: `B${pick(3)}/S23`, seed: `${pick(3)}` },
      ...{ backend: 'wasm', ticks: '10', ...code, inputs: inputsBefore(before, pick) },
    }
    const outputs = [{ role: 'recording', sha256: artifactHash(place) }]
    const end = { run_id, state_hash: '0123456789abcdef', ...origin, duration_ms: 5, outputs }
    return [
      ['ca.run.created', { run_id, created_by: 'someone', ...origin }],
      ['ca.run.started', { run_id, worker: 'w', attempt: 1 }],
      ['ca.run.completed', end],
      [
        'artifact.stored',
        { sha256: artifactHash(place), bytes: 9, media_type: 'a/b', role: 'recording', run_id },
      ],
    ]
  },
  (place, pick, before) => {
    const run_id = `run-${place}`
    const origin = { purpose: 'training', parameters, seed: `${pick(3)}`, ...code }
    const inputs = inputsBefore(before, pick)
    const metrics = [{ name: 'loss', value: pick(3) / 2 }]
    const outputs = [{ role: 'model', sha256: artifactHash(place) }]
    const ends: readonly (readonly [string, Data])[] = [
      ['ml.run.completed', { run_id, ...origin, inputs, metrics, duration_ms: 5, outputs }],
      ['ml.run.failed', { run_id, code: 'a/b', message: 'no', attempt: 2, inputs }],
      ['ml.run.cancelled', { run_id, by: 'someone', reason: 'enough', inputs }],
    ]
    return [
      ['ml.run.created', { run_id, created_by: 'someone', ...origin, inputs }],
      ends[pick(ends.length)]!,
    ]
  },
  (place, pick, before) => {
    const study_id = `study-${pick(2)}`
    const trial = { trial_id: `trial-${place}`, study_id, number: place }
    const proposal = { proposal_id: `proposal-${place}`, sampler: 'tpe 1', parameters, seed: '7' }
    // A trial is measured by a run that comes after it.
    const run_id = `run-${place + 1 + pick(2)}`
    const metrics = [{ name: 'front', value: pick(2) }]
    const ends: readonly (readonly [string, Data])[] = [
      ['ml.trial.completed', { ...trial, run_id, metrics }],
      [
        'ml.trial.completed',
        { ...trial, metrics, outputs: [{ role: 'model', sha256: artifactHash(place) }] },
      ],
      ['ml.trial.failed', { ...trial, run_id, code: 'pruned', message: 'pruned' }],
    ]
    return [
      ['ml.trial.proposed', { ...trial, ...proposal, inputs: inputsBefore(before, pick) }],
      [
        'artifact.stored',
        {
          ...{ sha256: artifactHash(place), bytes: 9, media_type: 'a/b', role: 'model' },
          trial_id: trial.trial_id,
        },
      ],
      ['ml.trial.reported', { ...trial, attempt: 1, step: pick(5), values: [0.5] }],
      ends[pick(ends.length)]!,
    ]
  },
  (place) => {
    const known = { dataset_id: `dataset-${place}`, sha256: sha('dataset', place), bytes: 3 }
    const origin = { origin: 'https://example.org', registered_by: 'someone' }
    return [['dataset.registered', { ...known, media_type: 'text/csv', ...origin }]]
  },
  (place, pick, before) => {
    const rules = [
      { lane: 'a', rule: 'B3/S23' },
      { lane: 'b\u0000', rule: `B${pick(3)}/S23` },
    ]
    const previous =
      before > 0 && pick(2) === 0 ? { previous_sha256: sha('rule', pick(before)) } : {}
    const set = { rule_set_id: `rule-${place}`, sha256: sha('rule', place), name: 'set', rules }
    return [['rules.registered', { ...set, ...previous, registered_by: 'someone' }]]
  },
  (place, pick) => {
    const sha256 = artifactHash(pick(place + 1))
    const promotion = { sha256, stage: 'staging', by: 'someone', reason: 'good' }
    return [
      ['artifact.promoted', { ...promotion, verdict_id: `v${place}` }],
      [
        'artifact.deployed',
        {
          deployment_id: `d${place}`,
          sha256,
          target: 'zone',
          strategy: 'canary',
          by: 'someone',
        },
      ],
      ['artifact.expired', { sha256, reason: 'over', by: 'retention' }],
    ]
  },
  (place) => {
    const build = { build_id: `b${place}`, program_sha256: sha('rule', place), compiler: '0.2.0' }
    const begun = { ...build, target: 'wasm' }
    return [
      ['system.prism.compile.started', begun],
      [
        'system.prism.compile.completed',
        { ...begun, artifact_sha256: artifactHash(place), duration_ms: 4 },
      ],
    ]
  },
  (_place, pick) => {
    const study_id = `study-${pick(2)}`
    const asked = { trials: 9, workers: 1, priority: 0, zone: 'cpu', engine: code.engine }
    const created = {
      ...{ study_id, name: 'study', document_sha256: sha('document', pick(2)), ...asked },
      ...{ identity: sha('identity', 0), seed: '7', sampler: 'tpe 1', created_by: 'someone' },
      objectives: [{ name: 'front', direction: 'maximize' }],
    }
    const counts = { completed: 1, pruned: 0, failed: 0 }
    const ends: readonly (readonly [string, Data])[] = [
      ['ml.study.completed', { study_id, why: 'trials', ...counts, best: ['trial-1'] }],
      ['ml.study.failed', { study_id, code: 'a/b', message: 'no' }],
      ['ml.study.cancelled', { study_id, by: 'someone', reason: 'enough' }],
    ]
    return [['ml.study.created', created], ends[pick(ends.length)]!]
  },
  (place, pick) => {
    const [slot, at] = [`slot-${pick(2)}`, pick(place + 1)]
    const promotion_id = `p${place}`
    const candidate =
      pick(2) === 0
        ? { kind: 'artifact', sha256: artifactHash(at) }
        : { kind: 'rule', sha256: sha('rule', at), rule: 'B3/S23' }
    const evidence = [{ kind: pick(2) === 0 ? 'trial' : 'run', id: `trial-${at}` }]
    const said = { promotion_id, slot, by: 'someone' }
    const comparison = {
      ...{ name: 'front', direction: 'maximize', use: 'objective', outcome: 'better' },
      ...{ challenger: pick(2), challenger_source: `trial:trial-${at}` },
      ...(pick(2) === 0 ? {} : { champion: 0, champion_source: `trial:trial-${pick(3)}` }),
    }
    const decided = {
      ...{ ...said, verdict: pick(2) === 0 ? 'promoted' : 'refused', ground: 'better' },
      ...{ explanation: 'front is better', revision: 1, sequence: place, verdict_id: 'v' },
      // Only one that came before can be champion.
      ...(place > 0 && pick(2) === 0 ? { champion_id: `p${pick(place)}` } : {}),
      comparisons: [comparison],
    }
    const over = { ...said, reason: 'enough' }
    const restored = place > 0 && pick(2) === 0 ? { restored_id: `p${pick(place)}` } : {}
    const back = { ...over, ...restored, sequence: place + 100, verdict_id: 'v' }
    return [
      ['ml.promotion.proposed', { ...said, candidate, evidence, reason: 'good' }],
      ['ml.promotion.decided', decided],
      pick(2) === 0 ? ['ml.promotion.rolled_back', back] : ['ml.promotion.withdrawn', over],
    ]
  },
]

const BEGIN_MS = 1_767_323_045_000

/** How large histories are, and whether something may be made of what comes after it: that makes cycles. */
export interface HistoryShape {
  readonly maxSteps: number
  readonly hasCycles?: boolean
}

/** A history in the order in which it happened. */
export function anyHistory(shape: HistoryShape): fc.Arbitrary<readonly HistoryEvent[]> {
  const step = fc.tuple(
    fc.nat(BUILDS.length - 1),
    fc.array(fc.nat(1000), { minLength: 24, maxLength: 24 }),
  )
  return fc.array(step, { minLength: 1, maxLength: shape.maxSteps }).map((steps) => {
    const told = steps.flatMap(([build, draws], at) => {
      let drawn = 0
      const pick = (below: number) => draws[drawn++ % draws.length]! % Math.max(1, below)
      const place = shape.hasCycles === true ? pick(3) : at
      return BUILDS[build]!(place, pick, shape.hasCycles === true ? 3 : at)
    })
    return told.map(([type, data], at) => ({
      type,
      data,
      time: new Date(BEGIN_MS + at * 1000).toISOString(),
    }))
  })
}
