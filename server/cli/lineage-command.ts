/** `thunderline lineage`: what made a thing, out of the ledger of a folder alone. */
import { join } from 'node:path'
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { UsageError } from '../../engine/cli/errors.ts'
import { parseCount } from '../../engine/cli/parse-arguments.ts'
import { Progress } from '../../engine/cli/progress.ts'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import { describeLineage } from '../../engine/lineage/describe-lineage.ts'
import { exportLineage } from '../../engine/lineage/export-lineage.ts'
import { toGraphAnswer } from '../../engine/lineage/lineage-answers.ts'
import { type LineageDirection, LineageGraph } from '../../engine/lineage/lineage-graph.ts'
import { kindOfNode } from '../../engine/lineage/node-id.ts'
import { hidePending, type LineageAnswer, walkLineage } from '../../engine/lineage/walk-lineage.ts'
import { LINEAGE_FORMATS, LINEAGE_KINDS } from '../../engine/resources/lineage.ts'
import { readServerConfig } from '../config/server-config.ts'
import { hashText } from '../events/projections/hash-text.ts'
import { LedgerView } from '../ledger/files/ledger-view.ts'
import { NoLineageError } from './errors.ts'

const MAX_DEPTH = 100_000
const MAX_NODES = 1_000_000
const DEFAULT_NODES = 10_000
/** Entries are read so many at once. */
const PAGE_ENTRIES = 1000

export const lineageCommand: Command = {
  name: 'lineage',
  summary: 'Show all that made a thing: data, code, parameters, seeds and runs.',
  args: ['NODE'],
  options: {
    descendants: { type: 'boolean', help: 'what was made of it, in place of what made it' },
    format: {
      type: 'string',
      value: 'FORMAT',
      help: `a document in place of a list: json, ${LINEAGE_FORMATS.join(' or ')}`,
    },
    pending: { type: 'boolean', help: 'also what is named, and no event has told of' },
    nodes: {
      type: 'string',
      value: 'N',
      help: `how many things at most, up to ${MAX_NODES}; ${DEFAULT_NODES} where nobody says`,
    },
    data: {
      type: 'string',
      value: 'FOLDER',
      help: 'the folder of the server; THUNDERLINE_DATA, or .thunderline, where nobody says',
    },
  },
  notes:
    `NODE is kind:key, as artifact:SHA256, run:ID or dataset:SHA256; kinds are ${LINEAGE_KINDS.slice(0, 6).join(', ')},\n` +
    `${LINEAGE_KINDS.slice(6).join(', ')}. It is read out of the ledger, as far as its newest\n` +
    'checkpoint goes; no server is needed, and none is disturbed.',
  run,
}

async function run({ args, text, flags }: CommandInput, io: Io): Promise<CommandResult> {
  const start = args[0]!
  const format = parseFormat(text.format)
  const maxNodes = parseCount('lineage', 'nodes', text.nodes ?? String(DEFAULT_NODES), [
    1,
    MAX_NODES,
  ])
  if (kindOfNode(start) === undefined) {
    const problem = `NODE is kind:key with a kind of ${LINEAGE_KINDS.join(', ')}, not ${JSON.stringify(start.slice(0, 80))}`
    throw new UsageError({ command: 'lineage', problem })
  }
  const folder = join(text.data ?? readServerConfig(io.env ?? {}).dataFolder, 'ledger')
  const graph = await foldLedger(folder, io)
  const direction: LineageDirection = flags.has('descendants') ? 'descendants' : 'ancestors'
  const found = walkLineage(graph, start, direction, { maxDepth: MAX_DEPTH, maxNodes })
  const isNamed = flags.has('pending') && found.edges.length > 0
  if (!graph.nodes.has(start) && !isNamed) throw new NoLineageError({ node: start, folder })
  const answer = flags.has('pending') ? found : hidePending(found)
  const json =
    format === 'json' || format === undefined
      ? toGraphAnswer(answer)
      : exportLineage(format, answer, hashText)
  const shown = format === undefined ? describe(answer) : `${JSON.stringify(json, undefined, 2)}\n`
  return { exitCode: 0, json, text: shown }
}

function parseFormat(text: string | undefined) {
  const known = ['json', ...LINEAGE_FORMATS] as const
  if (text === undefined) return undefined
  const format = known.find((each) => each === text)
  if (format !== undefined) return format
  const problem = `--format is ${known.join(', ')}, not ${JSON.stringify(text)}`
  throw new UsageError({ command: 'lineage', problem })
}

async function foldLedger(folder: string, io: Io): Promise<LineageGraph> {
  const graph = new LineageGraph()
  const view = await LedgerView.open(folder)
  const progress = new Progress(io, view.size, 'entries')
  try {
    for (let seq = 0; seq < view.size; ) {
      const lines = await view.read(seq, PAGE_ENTRIES)
      for (const line of lines) {
        graph.add(describeLineage(parseEntry(line).event, hashText), seq)
        seq++
      }
      progress.update(seq)
    }
  } finally {
    await view.close()
  }
  progress.finish()
  return graph
}

/** A line a thing, the nearest first, with the edges that lead to it. */
function describe({ nodes, edges, pending, isTruncated }: LineageAnswer): string {
  const into = Map.groupBy(edges, ({ to }) => to)
  const lines = nodes.flatMap(({ id, depth, firstSeq }) => [
    `${depth}  ${id}  (entry ${firstSeq})`,
    ...(into.get(id) ?? []).map(({ from, role }) => `     ${role}: ${from}`),
  ])
  return [
    ...lines,
    ...pending.map((id) => `?  ${id}  (no event has told of it)`),
    ...(isTruncated ? ['There is more; --nodes N shows more of it.'] : []),
    '',
  ].join('\n')
}
