/**
 * What a visitor downloads, held below limits.
 *
 * Sizes are those of the gzipped files, in kB of 1000 bytes; fonts are compressed already. A limit
 * has about a tenth of headroom: whoever needs more raises it here, in the open.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

interface SizeLimit {
  readonly name: string
  readonly limitKilobytes: number
  /** Files of the folder `assets`, summed up; the first entry that matches takes a file. */
  readonly matches: RegExp
}

const LIMITS: readonly SizeLimit[] = [
  { name: 'three.js', limitKilobytes: 205, matches: /^three-.*\.js$/ },
  // It draws the charts.
  { name: 'uPlot', limitKilobytes: 25, matches: /^uplot-.*\.js$/ },
  // It docks the panels, behind the first picture.
  { name: 'docking', limitKilobytes: 95, matches: /^dock-.*\.js$/ },
  { name: 'docking styles', limitKilobytes: 15, matches: /^dock-.*\.css$/ },
  { name: 'other packages', limitKilobytes: 150, matches: /^vendor-.*\.js$/ },
  // Loaded when somebody asks for that back end only.
  { name: 'gpu.js', limitKilobytes: 220, matches: /gpujs\.worker-.*\.js$/ },
  // What checks replay files, loaded when one is opened.
  { name: 'replays', limitKilobytes: 40, matches: /^(replay|read-replay)-.*\.js$/ },
  // Reports of the quality gate, loaded when one is opened, with what checks them.
  {
    name: 'reports',
    limitKilobytes: 12,
    matches: /^(report-(panel|entry|schema)|check-schema)-.*\.js$/,
  },
  // The record of a server, loaded when it is opened, with what checks its ledger; then the socket to it.
  { name: 'record', limitKilobytes: 50, matches: /^(record-panel|server-desk|use-answer)-.*\.js$/ },
  { name: 'socket', limitKilobytes: 16, matches: /^socket-.*\.js$/ },
  { name: 'record styles', limitKilobytes: 3, matches: /^record-panel-.*\.css$/ },
  // The search with its comparisons, small worlds and filters, loaded when it is opened; then the worker that leads studies and makes their trials.
  { name: 'search', limitKilobytes: 29, matches: /^search-panel-.*\.js$/ },
  // Parts of it that few ask for, each loaded then.
  {
    name: 'search parts',
    limitKilobytes: 15,
    matches: /^(parallel-plot|front-space|server-studies)-.*\.js$/,
  },
  { name: 'search styles', limitKilobytes: 3.3, matches: /^search-panel-.*\.css$/ },
  { name: 'search worker', limitKilobytes: 450, matches: /^search\.worker-.*\.js$/ },
  // The analysis, loaded when it is opened; what writes its files, when one is saved; and the worker of attractors, which
  // holds all that runs a scenario.
  { name: 'analysis', limitKilobytes: 14, matches: /^analysis-panel-.*\.js$/ },
  { name: 'analysis styles', limitKilobytes: 3, matches: /^analysis-panel-.*\.css$/ },
  {
    name: 'analysis files',
    limitKilobytes: 40,
    matches: /^(parquet|write-series|encode-parquet|write-npz|src)-.*\.js$/,
  },
  { name: 'attractor worker', limitKilobytes: 380, matches: /^attractor\.worker-.*\.js$/ },
  // Long lists, of which both panels have some.
  { name: 'lists', limitKilobytes: 4, matches: /^row-list-.*\.(js|css)$/ },
  // Cedar, loaded when a scenario has policies of its own.
  { name: 'policies', limitKilobytes: 1560, matches: /^cedar_wasm.*\.(js|wasm)$/ },
  // What leaves the page, the tour and the map of terms, each loaded when it is asked for.
  { name: 'sharing', limitKilobytes: 12, matches: /^(share-forms|picture\.worker)-.*\.js$/ },
  { name: 'tour', limitKilobytes: 16, matches: /^tour-panel-.*\.(js|css)$/ },
  { name: 'map of terms', limitKilobytes: 6, matches: /^glossary-map-.*\.(js|css)$/ },
  // What another world beside the run is chosen and shown with, loaded behind the first picture.
  { name: 'comparing', limitKilobytes: 6, matches: /^compare-(panel|views)-.*\.js$/ },
  // Fetched when the rule is first edited.
  { name: 'rule editor', limitKilobytes: 7, matches: /^(rule-editor-panel|clip)-.*\.(js|css)$/ },
  // It holds the compilers of all back ends, living worlds with what scenarios say of them, and what analyzes and edits them.
  { name: 'worker', limitKilobytes: 430, matches: /worker-.*\.js$/ },
  // The timeline, branches, and what gives a lost worker's run to another; charts, events, boxes, zones and dynamics in the
  // inspector; tools that draw shapes and place patterns; colors, surfaces, slices, views, vectors and streamlines; commands and
  // their palette; the writer of scenario files, lending the scene, and the way to what is fetched when it is asked for.
  { name: 'viewer', limitKilobytes: 165, matches: /\.js$/ },
  { name: 'styles', limitKilobytes: 15, matches: /\.css$/ },
  // Browsers fetch other scripts' letters only for text that has them.
  { name: 'Latin fonts', limitKilobytes: 88, matches: /-latin-(?!ext-).*\.woff2$/ },
]

export interface SizeRow {
  readonly name: string
  readonly kilobytes: number
  readonly limitKilobytes: number
}

/** Measures a built viewer against the limits. */
export function measureBundle(viewerFolder: string): SizeRow[] {
  const assets = join(viewerFolder, 'assets')
  const sizes = new Map(LIMITS.map(({ name }) => [name, 0]))
  for (const file of readdirSync(assets)) {
    const limit = LIMITS.find(({ matches }) => matches.test(file))
    if (!limit) continue
    sizes.set(limit.name, (sizes.get(limit.name) ?? 0) + transferBytes(join(assets, file)))
  }
  return LIMITS.map(({ name, limitKilobytes }) => ({
    name,
    limitKilobytes,
    kilobytes: (sizes.get(name) ?? 0) / 1000,
  }))
}

/** One line a row, those over their limit marked. */
export function formatSizes(rows: readonly SizeRow[]): string {
  return rows
    .map(({ name, kilobytes, limitKilobytes }) => {
      const size = `${kilobytes.toFixed(1).padStart(7)} kB of ${limitKilobytes}`
      return `  ${name.padEnd(16)}${size}${kilobytes > limitKilobytes ? '  over the limit' : ''}`
    })
    .join('\n')
}

function transferBytes(path: string): number {
  return extname(path).startsWith('.woff')
    ? statSync(path).size
    : gzipSync(readFileSync(path), { level: 9 }).length
}
