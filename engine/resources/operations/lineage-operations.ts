/** What can be asked about lineage. */
import { z } from 'zod'
import { wholeNumberInput } from '../input-fields.ts'
import {
  LINEAGE_FORMATS,
  lineageExportSchema,
  lineageGraphSchema,
  lineageNodeId,
  lineageStepSchema,
} from '../lineage.ts'
import { defineOperation } from '../operation.ts'

const DEFAULT_DEPTH = 32
const MAX_DEPTH = 256
const DEFAULT_NODES = 1000
const MAX_NODES = 5000

/** Yes or no, also as the text that a query string has. */
const yesOrNo = (description: string) =>
  z
    .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
    .meta({ description })

const limits = {
  max_depth: wholeNumberInput(1, MAX_DEPTH, 'How many steps from it.').default(DEFAULT_DEPTH),
  max_nodes: wholeNumberInput(1, MAX_NODES, 'How many things; the nearer first.').default(
    DEFAULT_NODES,
  ),
}
const pending = yesOrNo('Whether to tell of what edges name and no event has told of.').default(
  false,
)

const ofLineage = {
  resource: 'Lineage',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  subject: 'node',
} as const

export const GET_LINEAGE = defineOperation({
  ...ofLineage,
  name: 'lineage.get',
  about: 'Tells of a thing, and what is one step away from it.',
  path: '/lineage/:node',
  input: z.strictObject({ node: lineageNodeId, include_pending: pending }),
  output: lineageStepSchema,
  isTool: true,
})

export const LIST_ANCESTORS = defineOperation({
  ...ofLineage,
  name: 'lineage.ancestors',
  about: 'Tells everything that made a thing: data, code, parameters, seeds and runs.',
  path: '/lineage/:node/ancestors',
  input: z.strictObject({ node: lineageNodeId, ...limits, include_pending: pending }),
  output: lineageGraphSchema,
  isTool: true,
})

export const LIST_DESCENDANTS = defineOperation({
  ...ofLineage,
  name: 'lineage.descendants',
  about: 'Tells everything that was made of a thing.',
  path: '/lineage/:node/descendants',
  input: z.strictObject({ node: lineageNodeId, ...limits, include_pending: pending }),
  output: lineageGraphSchema,
})

export const EXPORT_LINEAGE = defineOperation({
  ...ofLineage,
  name: 'lineage.export',
  about: 'Hands on everything that made a thing, as OpenLineage 2-0-2 or W3C PROV-JSON.',
  path: '/lineage/:node/export',
  input: z.strictObject({ node: lineageNodeId, ...limits, format: z.enum(LINEAGE_FORMATS) }),
  output: lineageExportSchema,
})

export const LINEAGE_OPERATIONS = Object.freeze([
  GET_LINEAGE,
  LIST_ANCESTORS,
  LIST_DESCENDANTS,
  EXPORT_LINEAGE,
] as const)
