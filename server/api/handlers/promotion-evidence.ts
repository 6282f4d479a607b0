/** What is on record of candidates: that trials or runs made them, and what these measured. */
import type { LineageNode } from '../../../engine/lineage/lineage-facts.ts'
import { nameNode } from '../../../engine/lineage/node-id.ts'
import type { Measurement, Measurements } from '../../../engine/resources/decide-promotion.ts'
import type { Promotion } from '../../../engine/resources/promotion.ts'
import { findLineageNode, findNeighbors } from '../../events/projections/read-lineage.ts'
import type { Database } from '../../storage/database.ts'
import { readEdgesBetween, readMetricsOf } from '../../storage/lineage-tables.ts'
import { EvidenceError } from '../errors.ts'

type Candidate = Promotion['candidate']
type Evidence = Promotion['evidence'][number]

/** As many as eight trials can have. */
const MAX_METRICS = 1024
const MAX_BESIDE = 1024
const MAX_EDGES = 1024

const nameEvidence = ({ kind, id }: Evidence) => nameNode(kind, id)

const nameCandidate = ({ kind, sha256 }: Candidate) => nameNode(kind, sha256)

/** Tells which rule a trial has run, in its canonical notation; undefined where that is not known. */
export interface RulesOfTrials {
  find(trialId: string): Promise<string | undefined>
}

interface Sources {
  readonly database: Database
  readonly rules: RulesOfTrials
}

/**
 * Looks whether each piece of evidence is on record, and the candidate is what it measured.
 *
 * @throws {EvidenceError} where one is not told of, or nothing leads from it to the candidate.
 */
export async function checkEvidence(
  sources: Sources,
  promotion: string,
  candidate: Candidate,
  evidence: readonly Evidence[],
): Promise<void> {
  for (const each of evidence) {
    await findNode(sources.database, promotion, each)
    if (await isOf(sources, candidate, each)) continue
    const names = `${nameCandidate(candidate)} is what ${nameEvidence(each)} measured`
    throw new EvidenceError({ promotion, problem: `nothing on record says that ${names}` })
  }
}

async function findNode(
  database: Database,
  promotion: string,
  evidence: Evidence,
): Promise<LineageNode> {
  const node = await findLineageNode(database, nameEvidence(evidence))
  if (node !== undefined) return node
  const problem = `no event has told of ${nameEvidence(evidence)}`
  throw new EvidenceError({ promotion, problem })
}

/** Whether a trial or a run has made a candidate, or has used it and made no other; or it is the rule of the trial. */
async function isOf(sources: Sources, candidate: Candidate, evidence: Evidence): Promise<boolean> {
  const { database } = sources
  const [what, by] = [nameCandidate(candidate), nameEvidence(evidence)]
  const runs = evidence.kind === 'trial' ? await listBeside(database, by, 'trial') : [by]
  const edges = await readEdgesBetween(database, [what, by, ...runs], MAX_EDGES)
  if (edges.some(({ to_id }) => to_id === what)) return true
  for (const { from_id, to_id: user } of edges) {
    if (from_id !== what) continue
    // What is trained further is another model by then.
    const purpose = (await findLineageNode(database, user))?.attributes.purpose
    if (purpose !== 'training') return true
  }
  const { rule } = candidate
  return (
    rule !== undefined && evidence.kind === 'trial' && (await hasRule(sources, evidence.id, rule))
  )
}

/** Whether a trial has a rule by the document of its study, or where that tells of none as one of its parameters. */
async function hasRule({ database, rules }: Sources, trialId: string, rule: string) {
  const told = await rules.find(trialId)
  if (told !== undefined) return told === rule
  const trial = nameNode('trial', trialId)
  for (const proposal of await listBeside(database, trial, 'proposal')) {
    const parameters = (await findLineageNode(database, proposal))?.attributes.parameters
    if (Object.values(parameters ?? {}).includes(rule)) return true
  }
  return false
}

/** The runs that a trial has led to, or the proposals that led to it. */
async function listBeside(
  database: Database,
  trial: string,
  role: 'trial' | 'proposal',
): Promise<readonly string[]> {
  const direction = role === 'trial' ? 'descendants' : 'ancestors'
  const beside = await findNeighbors(database, trial, direction, MAX_BESIDE)
  return beside.filter((each) => each.role === role).map(({ id }) => id)
}

/**
 * What trials and runs have measured, by the names of metrics.
 *
 * @throws {EvidenceError} where one of them is not completed, or two have other values of one metric.
 */
export async function readMeasurements(
  database: Database,
  { promotion_id, evidence }: Pick<Promotion, 'promotion_id' | 'evidence'>,
): Promise<Measurements> {
  for (const each of evidence) {
    const { id, attributes } = await findNode(database, promotion_id, each)
    if (attributes.imported === true && attributes.verified === undefined) {
      const problem = `${id} is what another machine claims, and has to be verified here (trials.verify)`
      throw new EvidenceError({ promotion: promotion_id, problem })
    }
    if (attributes.state === 'completed') continue
    const problem = `${id} is ${String(attributes.state ?? 'not begun')}, and has to be completed`
    throw new EvidenceError({ promotion: promotion_id, problem })
  }
  const rows = await readMetricsOf(database, evidence.map(nameEvidence), MAX_METRICS)
  const found = new Map<string, Measurement>()
  for (const { of: source, attributes } of rows) {
    const { name, value } = JSON.parse(attributes) as { name: string; value: number }
    const before = found.get(name)
    if (before !== undefined && before.value !== value) {
      const problem = `${name} is ${before.value} by ${before.source}, and ${value} by ${source}`
      throw new EvidenceError({ promotion: promotion_id, problem })
    }
    if (before === undefined) found.set(name, { value, source })
  }
  return found
}

/** What an evaluation has measured of a side; nothing where there was none. Both sides have the same metrics. */
export async function readEvaluation(database: Database, source: string): Promise<Measurements> {
  const rows = await readMetricsOf(database, [source], MAX_METRICS)
  return new Map(
    rows.map(({ attributes }) => {
      const { name, value } = JSON.parse(attributes) as { name: string; value: number }
      return [name, { value, source }]
    }),
  )
}
