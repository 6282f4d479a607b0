/** A report as lines that people read. */

import type { Paint } from './paint.ts'
import type { Breach, DivergenceReport, EntryReport, SuiteReport } from './report-schema.ts'
import { shortenHashes } from './shorten-hashes.ts'

/** More breaches of one entry than this are counted and not shown. */
const MAX_SHOWN_BREACHES = 12

/** An entry: a line, and below it what is not as it should be. */
export function formatEntry(entry: EntryReport, paint: Paint): string[] {
  const { name, outcome, backend, ticks, durationMs, message, breaches, divergence } = entry
  const mark = outcome === 'passed' ? paint('green', '✓') : paint('red', '✗')
  const facts = [
    ...(backend === null ? [] : [backend]),
    ...(ticks === null ? [] : [`${ticks} ticks`]),
    `${(durationMs / 1000).toFixed(2)} s`,
  ]
  const head = `${mark} ${name}  ${paint('dim', facts.join(', '))}`
  if (outcome === 'passed') return [head]
  const lines = [
    ...(message === null ? [] : [paint('red', `${outcome}: ${message}`)]),
    ...explainChange(breaches, paint),
    ...breaches.slice(0, MAX_SHOWN_BREACHES).map((breach) => formatBreach(breach, paint)),
    ...(breaches.length > MAX_SHOWN_BREACHES
      ? [paint('dim', `... and ${breaches.length - MAX_SHOWN_BREACHES} more`)]
      : []),
    ...(divergence === null ? [] : formatDivergence(divergence, paint)),
  ]
  return [head, ...lines.flatMap((line) => line.split('\n')).map((line) => `    ${line}`)]
}

/** What a change of the scenario itself asks for. */
function explainChange(breaches: readonly Breach[], paint: Paint): string[] {
  const kinds = new Set(breaches.map(({ kind }) => kind))
  if (kinds.has('baseline')) return [paint('yellow', 'it has no baseline: --update accepts it')]
  if (kinds.has('packs')) {
    return [paint('yellow', 'the parameter packs are not those of the baseline')]
  }
  if (!kinds.has('identity') && !kinds.has('plan')) return []
  return [
    paint('yellow', 'the scenario is not the one that the baseline is of: --update accepts it'),
  ]
}

/** One breach in a line: where, what was expected, what was found, by how much. */
export function formatBreach(breach: Breach, paint: Paint): string {
  const { kind, what, tick, expected, found, band, by } = breach
  const where = tick === null ? '' : `tick ${tick} `
  const [wanted, own] = shortenHashes(expected, found)
  const shown = { expected: paint('green', show(wanted)), found: paint('red', show(own)) }
  if (kind === 'baseline') return `${what}: none`
  const off = [...(by === null ? [] : [by]), ...(band === null ? [] : [`allowed ${band}`])]
  const by_ = off.length === 0 ? '' : ` (${off.join(', ')})`
  return `${where}${what}: expected ${shown.expected}, found ${shown.found}${by_}`
}

function show(value: Breach['expected']): string {
  return value === null ? 'nothing' : String(value)
}

/** Where a run left its baseline, with its picture. */
export function formatDivergence(divergence: DivergenceReport, paint: Paint): string[] {
  const { first } = divergence
  const lines = [paint('bold', summarizeDivergence(divergence))]
  if (first === null) return lines
  const planes = first.planes.map(({ plane, differing }) => `${differing} of ${plane}`)
  if (planes.length > 0) lines.push(`numbers that differ there: ${planes.join(', ')}`)
  return [...lines, ...first.picture.map((line) => paint('cyan', line))]
}

/** A divergence in one sentence, without its full stop. */
export function summarizeDivergence(divergence: DivergenceReport): string {
  const { kind, lastGoodTick, firstBadTick, suspect, twin, attempts, reason, first } = divergence
  const span =
    lastGoodTick === null ? 'at tick 0' : `between ticks ${lastGoodTick} and ${firstBadTick}`
  const place = first === null ? '' : describePlace(first)
  switch (kind) {
    case 'located':
      return `${suspect} leaves the baseline ${place}; ${twin} does not`
    case 'common': {
      const apart = first === null ? '' : `; ${suspect} and ${twin} part ${place}`
      return `no back end gives the baseline any more ${span} (${suspect} and ${twin} were tried)${apart}`
    }
    case 'not-repeated': {
      const tries = attempts === 1 ? 'once more' : `${attempts} times more`
      const seen = first === null ? '' : `; when it was found, states differed ${place}`
      const why = reason === null ? '' : ` (${reason})`
      return `${suspect} left the baseline ${span}, and did not do so again when it was run ${tries}: a race${why}${seen}`
    }
    case 'unknown':
      return `the divergence ${span} could not be located: ${(reason ?? 'no reason').replace(/\.$/, '')}`
    default:
      return kind satisfies never
  }
}

function describePlace(first: NonNullable<DivergenceReport['first']>): string {
  const { tick, plane, site, cell, expected, found } = first
  if (site === null) return `at tick ${tick}, in ${plane}`
  return `at tick ${tick}, ${plane} at (${site.join(', ')}), cell ${cell}: expected ${expected}, found ${found}`
}

/** The last lines of a report. */
export function formatSummary(report: SuiteReport, paint: Paint): string[] {
  const { counts, durationMs, problems, suite, passed } = report
  const color = passed ? 'green' : 'red'
  const line = `${suite}: ${counts.passed} of ${counts.scenarios} passed, ${(durationMs / 1000).toFixed(1)} s`
  return [...problems.map((problem) => paint('red', problem)), paint(color, line)]
}
