/** What is on record of candidates: that trials or runs made them, and what these measured. */
import type { LineageNode } from '../../../engine/lineage/lineage-facts.ts'
import { nameNode } from '../../../engine/lineage/node-id.ts'
import type { Measurement, Measurements } from '../../../engine/resources/decide-promotion.ts'
import type { Promotion } from '../../../engine/resources/promotion.ts'
import { findLineageNode, findNeighbors } from '../../events/projections/read-lineage.ts'
import type { Database } from '../../storage/database.ts'
import { isLineageAncestor, readMetricsOf } from '../../storage/lineage-tables.ts'
import { EvidenceError } from '../errors.ts'

type Candidate = Promotion['candidate']
type Evidence = Promotion['evidence'][number]

/** As many as eight trials can have. */
const MAX_METRICS = 1024
const MAX_CHILDREN = 50

const nameEvidence = ({ kind, id }: Evidence) => nameNode(kind, id)

const nameCandidate = ({ kind, sha256 }: Candidate) => nameNode(kind, sha256)

/**
 * Looks whether the evidence is on record, and the candidate came out of it, or was what it measured.
 *
 * @throws {EvidenceError} where one is not told of, or nothing leads from any of them to the candidate.
 */
export async function checkEvidence(
  database: Database,
  promotion: string,
  candidate: Candidate,
  evidence: readonly Evidence[],
): Promise<void> {
  const what = nameCandidate(candidate)
  let isRelated = false
  for (const each of evidence) {
    const node = await findNode(database, promotion, each)
    isRelated ||= await isMadeBy(database, candidate, what, node)
  }
  if (isRelated) return
  const problem = `nothing on record leads from ${evidence.map(nameEvidence).join(', ')} to ${what}`
  throw new EvidenceError({ promotion, problem })
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

/** It came out of a trial or a run, was used by it, or by the run that made the trial; or a proposal has it in it. */
async function isMadeBy(
  database: Database,
  { kind, rule }: Candidate,
  what: string,
  { id, kind: by }: LineageNode,
): Promise<boolean> {
  if (await isLineageAncestor(database, id, what)) return true
  if (await isLineageAncestor(database, what, id)) return true
  if (by !== 'trial') return false
  const children = await findNeighbors(database, id, 'descendants', MAX_CHILDREN)
  for (const { id: run, role } of children) {
    if (role === 'trial' && (await isLineageAncestor(database, what, run))) return true
  }
  if (kind !== 'rule') return false
  const parents = await findNeighbors(database, id, 'ancestors', MAX_CHILDREN)
  for (const { id: parent, role } of parents) {
    if (role !== 'proposal') continue
    const parameters = (await findLineageNode(database, parent))?.attributes.parameters
    if (Object.values(parameters ?? {}).includes(rule!)) return true
  }
  return false
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
