/** `thunderline census`: what is left of random states, counted. */
import { formatOfFileName } from '../formats/format-names.ts'
import { formatSize, isUnbounded } from '../lattice/size.ts'
import { parseSeed } from '../math/seed.ts'
import { CensusTally } from '../metrics/census/census-tally.ts'
import { nameOfObject } from '../metrics/census/known-objects.ts'
import { type CensusSource, planCensus } from '../node/census-task.ts'
import { takeCensus } from '../node/take-census.ts'
import { labelRule } from '../rules/label-rule.ts'
import type { Rule } from '../rules/rule.ts'
import { DEFAULT_LIMITS } from '../simulation/census/census-limits.ts'
import { type CensusSetup, SoupCensus } from '../simulation/census/soup-census.ts'
import type { Command, CommandInput, CommandResult, Io } from './command.ts'
import { isScenarioName, openRunWithSource } from './open-run.ts'
import { parseCount } from './parse-arguments.ts'
import { Progress } from './progress.ts'
import { readRuleText } from './read-rule-text.ts'
import { parseTaskThreads, taskThreadsOption } from './threads-option.ts'

/** Soups of one census. */
const MAX_SOUPS = 10_000_000

const DEFAULT_SOUPS = 100

/** Rows of the table that people read; the document has them all. */
const SHOWN_OBJECTS = 40

/** Longer codes are cut in the table. */
const SHOWN_CODE_CHARS = 48

export const censusCommand: Command = {
  name: 'census',
  summary: 'Let random soups settle and count the objects that are left.',
  args: ['RULE|FILE'],
  options: {
    soups: {
      type: 'string',
      value: 'N',
      help: `how many; ${DEFAULT_SOUPS}, and 1 of a pattern file`,
    },
    size: { type: 'string', value: 'X,Y,Z', help: 'of a soup: 16,16 in an endless plane' },
    density: { type: 'string', value: 'N', help: 'of 256 cells so many live: 1 to 255; 128' },
    topology: {
      type: 'string',
      value: 'NAME',
      help: 'endless, torus or box; endless but in three dimensions, where it is torus',
    },
    seed: { type: 'string', value: 'U64', help: 'decides all soups; 0' },
    ...taskThreadsOption,
    'max-ticks': {
      type: 'string',
      value: 'N',
      help: `ticks a soup may take to settle; ${DEFAULT_LIMITS.maxTicks}`,
    },
    'max-period': {
      type: 'string',
      value: 'N',
      help: `the longest period that is looked for; ${DEFAULT_LIMITS.maxPeriod}`,
    },
  },
  notes:
    'RULE is any notation, or a .rule or .js file. FILE is a scenario or pattern: its rule and world are\n' +
    'taken, and its first state, with another seed for every soup. In the plane objects are called by\n' +
    'the apgcodes of Catagolue. Soups that do not settle are counted by the reason, and nothing of them\n' +
    'is. The same seed gives the same census, whatever the number of threads. docs/census.md tells more.',
  run,
}

async function run({ args, text }: CommandInput, io: Io): Promise<CommandResult> {
  const source = await openSource(args[0]!, text)
  const setup = await planCensus(source)
  // A rule or a world that none can be taken of is told before there are threads.
  new SoupCensus(setup).dispose()
  const isPattern = formatOfFileName(args[0]!) !== undefined
  const soups = countOf(text, 'soups', isPattern ? 1 : DEFAULT_SOUPS, [1, MAX_SOUPS])
  const threads = parseTaskThreads('census', text)
  const tally = new CensusTally()
  const progress = new Progress(io, soups, 'soups')
  try {
    await takeCensus(source, { soups, threads }, (outcome) => {
      tally.add(outcome)
      progress.update(outcome.soup + 1)
    })
  } finally {
    progress.finish()
  }
  return {
    exitCode: 0,
    json: describe(setup, tally),
    text: await format(setup.rule, formatWorld(setup), tally),
  }
}

async function openSource(subject: string, text: CommandInput['text']): Promise<CensusSource> {
  const seed = parseSeed(text.seed ?? '0')
  const limits = {
    ...DEFAULT_LIMITS,
    maxTicks: countOf(text, 'max-ticks', DEFAULT_LIMITS.maxTicks, [1, 10_000_000]),
    maxPeriod: countOf(text, 'max-period', DEFAULT_LIMITS.maxPeriod, [1, 10_000]),
  }
  if (isScenarioName(subject) || formatOfFileName(subject) !== undefined) {
    const { size, topology } = text
    const overrides = { ...(size && { size }), ...(topology && { topology }) }
    const { source } = await openRunWithSource(subject, overrides)
    return { kind: 'run', run: source, seed, limits }
  }
  const density = countOf(text, 'density', 128, [1, 255])
  const { size, topology } = text
  const wishes = { size, topology, density, seed, limits }
  return { kind: 'rule', rule: await readRuleText(subject), wishes }
}

function countOf(
  text: CommandInput['text'],
  option: string,
  otherwise: number,
  range: readonly [number, number],
): number {
  const given = text[option]
  return given === undefined ? otherwise : parseCount('census', option, given, range)
}

function describe({ rule, size, topology, seed, limits }: CensusSetup, tally: CensusTally) {
  return {
    rule: rule.canonical,
    size: [size.x, size.y, size.z],
    topology: isUnbounded(size) ? 'endless' : topology.kind,
    seed: seed.toString(),
    limits,
    soups: tally.soups,
    settled: tally.settled,
    meanTicks: tally.settled === 0 ? null : tally.settledTicks / tally.settled,
    objects: tally.objects,
    unlisted: tally.unlisted,
    census: tally.listObjects().map(({ firstSeed, ...object }) => ({
      ...object,
      name: nameOfObject(object.code) ?? null,
      firstSeed: firstSeed.toString(),
    })),
    unknown: tally.listReasons().map(({ firstSeed, ...reason }) => ({
      ...reason,
      firstSeed: firstSeed.toString(),
    })),
  }
}

function formatWorld({ rule, size, topology }: CensusSetup): string {
  const kind = isUnbounded(size) ? '' : ` ${topology.kind}`
  return `${formatSize(size, rule.dimensions)}${kind}`
}

async function format(rule: Rule, world: string, tally: CensusTally): Promise<string> {
  const objects = tally.listObjects()
  const shown = objects
    .slice(0, SHOWN_OBJECTS)
    .map(({ count, code, period, displacement, cells }) => {
      const cut = code.length > SHOWN_CODE_CHARS ? `${code.slice(0, SHOWN_CODE_CHARS - 1)}…` : code
      const moved = displacement.slice(0, rule.dimensions)
      return [
        String(count),
        `${((100 * count) / tally.objects).toFixed(2)} %`,
        cut,
        nameOfObject(code) ?? '',
        String(period),
        moved.some((along) => along !== 0) ? moved.join(',') : '',
        String(cells),
      ]
    })
  const heads = ['count', 'share', 'code', 'name', 'period', 'moves', 'cells']
  const left = objects.length - shown.length
  const mean =
    tally.settled === 0
      ? ''
      : `, after ${Math.round(tally.settledTicks / tally.settled)} ticks on average`
  return [
    `${await labelRule(rule)}, ${world}: ${tally.settled} of ${tally.soups} soups settled${mean}; ` +
      `${tally.objects} ${tally.objects === 1 ? 'object' : 'objects'} of ${objects.length} ${objects.length === 1 ? 'kind' : 'kinds'}`,
    ...(shown.length === 0 ? [] : layOutTable([heads, ...shown])),
    ...(left > 0 ? [`and ${left} kinds more, which --json lists`] : []),
    ...tally.listReasons().map(({ reason, count, firstSoup }) => {
      return `${count} unknown: ${reason}, first in soup ${firstSoup}`
    }),
    '',
  ].join('\n')
}

/** Words stand to the left, numbers to the right. */
function layOutTable(rows: readonly (readonly string[])[]): string[] {
  const isWord = (column: number) => column === 2 || column === 3
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column]!
        return isWord(column) ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
}
