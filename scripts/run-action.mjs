/**
 * The step of `action.yml` that runs a suite: takes its inputs from the environment, tells the
 * outputs and the summary of the job, and ends with the gate's own exit code.
 *
 * It runs what was built, or the source where nothing was, by the Node that the project pins. No shell sees an input, so that none can
 * be a command.
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

const {
  THUNDERLINE_HOME: home = join(import.meta.dirname, '..'),
  QA_SUITE: suite = 'core',
  QA_FILTER: filter = '',
  QA_BACKEND: backend = 'auto',
  QA_THREADS: threads = '',
  QA_REPORT: report = 'thunderline-qa.json',
  QA_JUNIT: junit = '',
  GITHUB_OUTPUT: outputFile,
  GITHUB_STEP_SUMMARY: summaryFile,
} = process.env

const optional = (name, value) => (value === '' ? [] : [`--${name}=${value}`])
const words = [
  ...['qa', `--suite=${suite}`, `--backend=${backend}`, '--github', `--report=${report}`],
  ...optional('filter', filter),
  ...optional('threads', threads),
  ...optional('junit', junit),
]
// What was there before is no report of this run.
rmSync(report, { force: true })
const { command, first } = findProgram()
const { status, error } = spawnSync(command, [...first, ...words], { stdio: 'inherit' })
if (error !== undefined) console.error(`Thunderline does not start: ${error.message}`)
const exitCode = status ?? 2

const found = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined
const written = found === undefined ? '' : resolve(report)
tell(outputFile, [`passed=${exitCode === 0}`, `exit-code=${exitCode}`, `report=${written}`])
if (found === undefined) {
  console.log(`::error title=Thunderline::The suite could not be run (exit ${exitCode}).`)
}
tell(summaryFile, summarize(found))
process.exitCode = exitCode

/** The bundled program, else the source. */
function findProgram() {
  const built = join(home, 'dist/cli/thunderline.js')
  if (existsSync(built)) return { command: process.execPath, first: [built] }
  const source = join(home, 'scripts/thunderline.mjs')
  const pinned = join(home, 'node_modules/.bin/node')
  return { command: existsSync(pinned) ? pinned : process.execPath, first: [source] }
}

function tell(file, lines) {
  if (file !== undefined && file !== '') appendFileSync(file, `${lines.join('\n')}\n`)
}

/** The report as a table of Markdown. */
function summarize(document) {
  if (document === undefined) return [`### Thunderline: ${suite} could not be run`, '']
  const { counts, passed, problems, scenarios } = document
  const failed = scenarios.filter(({ outcome }) => outcome !== 'passed')
  const head = `### Thunderline: ${document.suite} ${passed ? 'passed' : 'failed'}, ${counts.passed} of ${counts.scenarios}`
  const rows = failed.map(
    (each) => `| ${cell(each.name)} | ${each.outcome} | ${cell(describe(each))} |`,
  )
  const table = rows.length === 0 ? [] : ['| Scenario | Outcome | What |', '| --- | --- | --- |']
  return [head, '', ...table, ...rows, ...problems.map((problem) => `- ${cell(problem)}`), '']
}

function describe({ message, divergence, breaches }) {
  if (message !== null) return message
  const first = divergence?.first
  if (first) {
    const { tick, plane, site } = first
    return `leaves the baseline at tick ${tick}, ${plane}${site === null ? '' : ` at (${site.join(', ')})`}`
  }
  const [breach] = breaches
  if (breach === undefined) return ''
  const where = breach.tick === null ? '' : ` at tick ${breach.tick}`
  return `${breach.what}${where}: expected ${breach.expected}, found ${breach.found}`
}

/** What a file of strangers says neither ends its cell nor is markup. */
function cell(text) {
  return String(text)
    .replace(/[\\`*_|<>[\]#&]/g, (sign) => `&#${sign.codePointAt(0)};`)
    .replace(/\s+/g, ' ')
}
