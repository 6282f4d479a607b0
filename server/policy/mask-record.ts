/** Answers about the record, lineage and the ledger, for somebody who may not see who did what. */
import { formatInclusionProof, parseInclusionProof } from '../../engine/ledger/inclusion-proof.ts'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import { PROV_PREFIX } from '../../engine/lineage/prov.ts'
import { hidesAnything, type IsEventFieldHidden } from './mask-event.ts'

/** Where PROV-JSON has attributes of ours. */
const PROV_ATTRIBUTE = new RegExp(`^${PROV_PREFIX}:(?<name>[a-z_]+)$`)

/** Answers are not nested deeper. */
const MAX_DEPTH = 64

/**
 * Lineage without hidden attributes: in answers and in OpenLineage they are members of `attributes`, in PROV-JSON
 * members with a prefix. Neither form knows a null, so they are left out.
 */
export function maskLineage(value: unknown, isHidden: IsEventFieldHidden, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return null
  if (Array.isArray(value)) return value.map((each) => maskLineage(each, isHidden, depth + 1))
  const shown = Object.entries(value).flatMap(([name, found]) => {
    if (name === 'attributes') return [[name, maskAttributes(found, isHidden)]]
    const attribute = PROV_ATTRIBUTE.exec(name)?.groups?.name
    if (attribute !== undefined && isAnyHidden(attribute, found, isHidden)) return []
    return [[name, maskLineage(found, isHidden, depth + 1)]]
  })
  return Object.fromEntries(shown)
}

function maskAttributes(attributes: unknown, isHidden: IsEventFieldHidden): unknown {
  if (typeof attributes !== 'object' || attributes === null) return attributes
  const shown = Object.entries(attributes).filter(
    ([name, found]) => !isAnyHidden(name, found, isHidden),
  )
  return Object.fromEntries(shown)
}

/** Of a list, whether anything in it is. */
const isAnyHidden = (name: string, found: unknown, isHidden: IsEventFieldHidden) =>
  (Array.isArray(found) ? found : [found]).some((each) => isHidden(name, each))

/** Whatever has a line of the ledger, and a proof that may have it too. */
interface WithLine {
  readonly line?: unknown
  readonly proof?: unknown
  readonly items?: unknown
}

/**
 * Entries without their lines where these tell what is hidden: a line with a part of it masked would have another
 * hash than the one that is proved, so that the hash alone is left.
 */
export function maskLedger(value: unknown, isHidden: IsEventFieldHidden): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { items, line, proof } = value as WithLine
  if (Array.isArray(items)) {
    return { ...value, items: items.map((each) => maskLedger(each, isHidden)) }
  }
  if (typeof line !== 'string' || !tellsHidden(line, isHidden)) return value
  if (typeof proof !== 'string') return { ...value, line: null }
  const { extra, ...bare } = parseInclusionProof(proof)
  return { ...value, line: null, proof: formatInclusionProof(bare) }
}

/** What cannot be read may tell anything. */
function tellsHidden(line: string, isHidden: IsEventFieldHidden): boolean {
  try {
    return hidesAnything(parseEntry(line).event, isHidden)
  } catch {
    return true
  }
}
