/** What is answered about lineage, on every surface. */
import { z } from 'zod'

/** The kinds of things that lineage knows. */
export const LINEAGE_KINDS = [
  'dataset',
  'scenario',
  'rule',
  'code',
  'seed',
  'run',
  'study',
  'proposal',
  'trial',
  'metric',
  'artifact',
  'promotion',
  'deployment',
] as const

/** The most characters of a node's name: a kind, and a key of 128 characters of which each is escaped. */
export const MAX_NODE_ID_CHARS = 400

/** The name of a thing. */
export const lineageNodeId = z
  .string()
  .max(MAX_NODE_ID_CHARS)
  .regex(
    new RegExp(`^(${LINEAGE_KINDS.join('|')}):[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]+$`, 'u'),
  )
  .meta({ description: 'A thing, as kind:key: artifact:SHA256, run:ID, dataset:SHA256.' })

const seq = z.int().min(0)

const nodeFields = {
  id: z.string(),
  kind: z.enum(LINEAGE_KINDS),
  attributes: z.record(z.string(), z.json()).meta({ description: 'What is known of it.' }),
  first_seq: seq.meta({ description: 'The first entry of the ledger that tells of it.' }),
  last_seq: seq.meta({ description: 'The last one.' }),
}

export const lineageNodeSchema = z
  .strictObject(nodeFields)
  .meta({ id: 'LineageNode', description: 'A thing that lineage knows.' })

export const lineageEdgeSchema = z
  .strictObject({
    from: z.string(),
    to: z.string().meta({ description: 'What was made of it.' }),
    role: z.string().meta({ description: 'As what it was used, or came out.' }),
  })
  .meta({ id: 'LineageEdge', description: 'That one thing was made of another.' })

/** Something beside a thing, one step away. */
const neighborSchema = z
  .strictObject({
    id: z.string(),
    role: z.string(),
    is_pending: z.boolean().meta({ description: 'Whether no event has told of it yet.' }),
  })
  .meta({ id: 'LineageNeighbor', description: 'Something beside a thing, one step away.' })

/** A thing with what is one step away from it. */
export const lineageStepSchema = z
  .strictObject({
    node: lineageNodeSchema,
    parents: z.array(neighborSchema).meta({ description: 'What made it.' }),
    children: z.array(neighborSchema).meta({ description: 'What was made of it.' }),
    refused: seq.meta({ description: 'How many edges at it would have closed a cycle.' }),
    truncated: z.boolean().meta({ description: 'Whether it has more of them than are told.' }),
  })
  .meta({ id: 'LineageStep', description: 'A thing with what is one step away from it.' })

/** A thing with all that made it, or all that was made of it. */
export const lineageGraphSchema = z
  .strictObject({
    start: z.string(),
    nodes: z.array(
      z
        .strictObject({
          ...nodeFields,
          depth: z.int().min(0).meta({ description: 'How many steps from the start.' }),
        })
        .meta({ id: 'LineageGraphNode', description: 'A thing in a graph of lineage.' }),
    ),
    edges: z.array(lineageEdgeSchema),
    pending: z
      .array(z.string())
      .meta({ description: 'What edges name and no event has told of; empty unless asked for.' }),
    truncated: z.boolean().meta({ description: 'Whether there is more than was asked for.' }),
  })
  .meta({ id: 'LineageGraph', description: 'A thing with all that made it, or was made of it.' })

/** Formats that lineage is handed on in. */
export const LINEAGE_FORMATS = ['openlineage', 'prov'] as const

export const lineageExportSchema = z
  .strictObject({
    format: z.enum(LINEAGE_FORMATS),
    document: z.json().meta({ description: 'A list of run events, or a document of PROV-JSON.' }),
    truncated: z.boolean().meta({ description: 'Whether there is more than was asked for.' }),
  })
  .meta({ id: 'LineageExport', description: 'Lineage in the format of others.' })

export type LineageStep = z.infer<typeof lineageStepSchema>
export type LineageGraphAnswer = z.infer<typeof lineageGraphSchema>
export type LineageExport = z.infer<typeof lineageExportSchema>
