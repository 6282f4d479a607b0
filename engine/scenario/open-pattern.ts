/** From the bytes of a pattern file to a run, however large the pattern. */
import { detectFormat } from '../formats/detect-format.ts'
import { quadTableFromMacrocell } from '../formats/hashlife-macrocell.ts'
import { sumCounts } from '../formats/macrocell-facts.ts'
import { openFile } from '../formats/open-file.ts'
import { parseMacrocell, whyTooLarge } from '../formats/read-macrocell.ts'
import { readFormat } from '../formats/read-pattern.ts'
import { isUnbounded } from '../lattice/size.ts'
import { buildPatternRun } from './build-run.ts'
import type { ReadFile, Run, RunOverrides } from './run.ts'

/**
 * Reads a pattern file as a run. A large macrocell is painted as the quadtree it is, where its world
 * has no end.
 *
 * @param title what the run is called where the file does not say.
 * @param readFile reads the rule file that lies beside the pattern; undefined where nothing does.
 * @throws the named errors of the formats, rules, lattice and scenario rooms.
 */
export async function openPatternRun(
  bytes: Uint8Array,
  title: string,
  fileName: string | undefined,
  overrides: RunOverrides = {},
  readFile?: ReadFile,
): Promise<Run> {
  const content = await openFile(bytes)
  const format = detectFormat(content, fileName)
  const asTree =
    format === 'macrocell' ? await openMacrocell(content, title, overrides, readFile) : undefined
  return asTree ?? buildPatternRun(readFormat(format, content), title, overrides, readFile)
}

/** Fewer cells than this are quicker as a list, where they do not lie too far apart for one. */
const MIN_TREE_CELLS = 2n ** 16n

/**
 * The run of a macrocell's tree; undefined where it is small, its world has an end or its cells
 * have more than two states.
 */
async function openMacrocell(
  content: Uint8Array,
  title: string,
  overrides: RunOverrides,
  readFile: ReadFile | undefined,
): Promise<Run | undefined> {
  const macrocell = parseMacrocell(content)
  const { tree, name, comments, ruleText, world, generation, counts } = macrocell
  const isTwoState = [...counts.keys()].every((state) => state <= 1)
  const isSmall = sumCounts(counts) < MIN_TREE_CELLS && whyTooLarge(macrocell) === undefined
  if (!isTwoState || isSmall) return undefined
  const facts = { name, comments, ruleText, world, generation, originInWorld: undefined }
  const run = await buildPatternRun({ ...EMPTY_PLANE, ...facts }, title, overrides, readFile)
  if (!isUnbounded(run.size)) return undefined
  return { ...run, initial: [{ kind: 'quadtree', table: quadTableFromMacrocell(tree) }] }
}

const EMPTY_PLANE = {
  format: 'macrocell',
  dimensions: 2,
  size: { x: 1, y: 1, z: 1 },
  cells: {
    x: new Int32Array(0),
    y: new Int32Array(0),
    z: new Int32Array(0),
    states: new Uint8Array(0),
  },
} as const
