/** A report as JUnit's XML, as the servers that read it know it (Jenkins' junit-10.xsd). */
import { formatEntry, summarizeDivergence } from './format-report.ts'
import { plain } from './paint.ts'
import type { EntryReport, SuiteReport } from './report-schema.ts'

/** The whole document. */
export function formatJUnit(report: SuiteReport): string {
  const { suite, counts, scenarios, durationMs, problems } = report
  const broken = scenarios.filter(isError).length
  const own = problems.length === 0 ? 0 : 1
  const failures = counts.failed - broken
  const tests = `tests="${counts.scenarios + own}" failures="${failures}" errors="${broken + own}"`
  const attributes = `name="${escapeXml(suite)}" ${tests} time="${seconds(durationMs)}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes}>`,
    `  <testsuite ${attributes} skipped="0">`,
    ...scenarios.flatMap((entry) => formatCase(entry, suite)),
    ...(problems.length === 0 ? [] : formatProblems(problems, suite)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

/** What could not be run is an error, what was run and is not as it should be a failure. */
const isError = ({ outcome }: EntryReport) => outcome !== 'passed' && outcome !== 'failed'

function formatCase(entry: EntryReport, suite: string): string[] {
  const head = `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(entry.name)}" time="${seconds(entry.durationMs)}"`
  if (entry.outcome === 'passed') return [`${head}/>`]
  const element = isError(entry) ? 'error' : 'failure'
  const body = formatEntry(entry, plain).slice(1).join('\n')
  const attributes = `type="${entry.outcome}" message="${escapeXml(describeFailure(entry))}"`
  return [
    `${head}>`,
    `      <${element} ${attributes}>${escapeXml(body)}</${element}>`,
    '    </testcase>',
  ]
}

/** What is wrong with the suite is a case of its own, since servers look at cases alone. */
function formatProblems(problems: readonly string[], suite: string): string[] {
  const words = escapeXml(problems.join('\n'))
  return [
    `    <testcase classname="${escapeXml(suite)}" name="the suite itself" time="0.000">`,
    `      <error type="problem" message="${escapeXml(problems[0]!)}">${words}</error>`,
    '    </testcase>',
  ]
}

/** What is wrong with an entry, in one line. */
export function describeFailure({ message, divergence, breaches, outcome }: EntryReport): string {
  if (message !== null) return message
  if (divergence !== null) return summarizeDivergence(divergence)
  const [first] = breaches
  if (first === undefined) return outcome
  const more = breaches.length === 1 ? '' : ` and ${breaches.length - 1} more`
  const where = first.tick === null ? '' : ` at tick ${first.tick}`
  return `${first.what}${where}: expected ${first.expected}, found ${first.found}${more}`
}

const seconds = (ms: number) => (ms / 1000).toFixed(3)

/** Tells whether XML 1.0 has a character, which it may then hold as it is or escaped. */
function isXmlCharacter(character: string): boolean {
  const code = character.codePointAt(0)!
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  const isLoneSurrogate = code >= 0xd800 && code <= 0xdfff
  return !isLoneSurrogate && code !== 0xfffe && code !== 0xffff
}

/** Text for an element or an attribute in double quotes. */
export function escapeXml(text: string): string {
  const known = Array.from(text, (each) => (isXmlCharacter(each) ? each : '\ufffd')).join('')
  return known
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\n', '&#10;')
}
