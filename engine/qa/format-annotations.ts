/**
 * A report as GitHub's workflow commands, which show each failure at its file.
 *
 * The format and its escapes are those of actions/toolkit (`packages/core/src/command.ts`).
 */
import { describeFailure } from './format-junit.ts'
import { formatEntry } from './format-report.ts'
import { plain } from './paint.ts'
import type { SuiteReport } from './report-schema.ts'

/**
 * One `::error` line for each entry that has not passed and each problem of the suite.
 *
 * @param fileOf the file of an entry, relative to the repository; that of the suite for undefined.
 */
export function formatAnnotations(
  report: SuiteReport,
  fileOf: (path: string | undefined) => string | undefined,
): string[] {
  const entries = report.scenarios
    .filter(({ outcome }) => outcome !== 'passed')
    .map((entry) => {
      const title = `${entry.name}: ${describeFailure(entry)}`
      const body = formatEntry(entry, plain).slice(1).join('\n')
      return formatError(fileOf(entry.path ?? undefined), title, body)
    })
  const problems = report.problems.map((problem) =>
    formatError(fileOf(undefined), report.suite, problem),
  )
  return [...entries, ...problems]
}

function formatError(file: string | undefined, title: string, message: string): string {
  const properties = [
    ...(file === undefined ? [] : [`file=${escapeProperty(file)}`]),
    `title=${escapeProperty(title)}`,
  ]
  return `::error ${properties.join(',')}::${escapeData(message)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
