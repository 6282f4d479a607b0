/**
 * Margolus rules: the plane is cut into blocks of 2 x 2 cells, every block becomes another, and
 * the cut moves by one cell along both axes from tick to tick and back.
 *
 * Notations: MCell's `MS,D0;8;4;...` and Golly's `M0,8,4,...`, sixteen numbers either way, the
 * next block for each block; in a block's number the upper left cell counts 1, the upper right 2,
 * the lower left 4 and the lower right 8 (M. Wojtowicz, MCell's rules lexicon, "Margolus").
 */
import { nameOf } from './named-rules.ts'
import type { NotationReader } from './notation-reader.ts'
import type { RuleProgram } from './program/program.ts'
import { createProgramBuilder } from './program/program-builder.ts'
import type { Rule } from './rule.ts'

const BLOCKS = 16

/** What the cells of a block count in its number, in the order of a partition. */
const WEIGHTS = [1, 2, 4, 8] as const

/**
 * Reads a Margolus rule: sixteen numbers from 0 to 15 after `MS,D` or `M`, parted by `;` or `,`.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readMargolusRule(reader: NotationReader): Rule {
  if (!reader.acceptText('MS,D')) reader.expectText('M')
  const next: number[] = []
  for (let block = 0; block < BLOCKS; block++) {
    if (block > 0 && reader.accept(',;') === undefined) {
      reader.fail(`"," and the next block for block ${block} of 0 to ${BLOCKS - 1}`)
    }
    reader.skipSpace()
    next.push(reader.readNumber(`the next block for block ${block}`, 0, BLOCKS - 1))
    reader.skipSpace()
  }
  reader.expectEnd()
  const canonical = `M${next.join(',')}`
  return Object.freeze<Rule>({
    canonical,
    name: nameOf(canonical),
    family: 'blocks',
    dimensions: 2,
    states: 2,
    program: buildMargolusProgram(next),
  })
}

function buildMargolusProgram(next: readonly number[]): RuleProgram {
  const builder = createProgramBuilder({ dimensions: 2, states: 2 })
  const partition = builder.partition({
    kind: 'block',
    sizeCells: { x: 2, y: 2, z: 1 },
    corners: [
      [0, 0, 0],
      [1, 1, 0],
    ],
  })
  const block = builder.sum(partition, { kind: 'is', value: 1 }, WEIGHTS)
  const position = builder.position(partition)
  const inputs = [
    { node: position, low: 0, count: WEIGHTS.length },
    { node: block, low: 0, count: BLOCKS },
  ]
  const values = WEIGHTS.flatMap((weight) => next.map((to) => ((to & weight) === 0 ? 0 : 1)))
  return builder.finish(builder.table(inputs, values))
}
