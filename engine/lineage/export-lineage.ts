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
      return toOpenLineage(answer, hash)
    case 'prov':
      return toProvJson(answer)
    default:
      return format satisfies never
  }
}
