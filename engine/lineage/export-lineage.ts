/** Lineage in the formats of others. */
import type { JsonValue } from '../json/json-value.ts'
import type { LINEAGE_FORMATS } from '../resources/lineage.ts'
import type { HashText } from './node-id.ts'
import { toOpenLineage } from './openlineage.ts'
import { toProvJson } from './prov.ts'
import type { LineageAnswer } from './walk-lineage.ts'

export type LineageFormat = (typeof LINEAGE_FORMATS)[number]

/**
 * Writes an answer in a format.
 *
 * @param hash SHA-256 of a text in UTF-8, in lower-case hex.
 */
export function exportLineage(
  format: LineageFormat,
  answer: LineageAnswer,
  hash: HashText,
): JsonValue {
  switch (format) {
    case 'openlineage':
      return answer.isTruncated
        ? toOpenLineage(answer, hash).map(markRunEvent)
        : toOpenLineage(answer, hash)
    case 'prov':
      return answer.isTruncated ? markDocument(toProvJson(answer)) : toProvJson(answer)
    default:
      return format satisfies never
  }
}

type Json = { readonly [name: string]: JsonValue }

/** What a document says that does not have all that was made: else whoever reads it later takes it for the whole. */
const LEFT_OUT =
  'There is more than this export has: it ends at the limits that it was asked for with.'

/** A facet of ours on each run, since run events have no envelope that they share. */
function markRunEvent(event: Json): Json {
  const run = event.run as Json
  const facet = {
    _producer: 'urn:thunderline:lineage',
    _schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunFacet',
    is_incomplete: true,
    about: LEFT_OUT,
  }
  return {
    ...event,
    run: { ...run, facets: { ...(run.facets as Json), thunderline_export: facet } },
  }
}

/** An entity beside the others: no thing of lineage has its name, as each of these begins with its kind. */
function markDocument(document: Json): Json {
  const mark = { 'tl:is_incomplete': true, 'prov:label': LEFT_OUT }
  return { ...document, entity: { ...(document.entity as Json), 'tl:_export': mark } }
}
