import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EntrySourceError, ReportInvalidError } from './errors.ts'
import { isReportHead, parseReport } from './qa-report.ts'
import { type Library, sourceOfEntry } from './report-entry.ts'

const REPORT = {
  ...{ kind: 'thunderline-qa-report', version: 1, engine: '1', suite: 's', file: null },
  ...{ backend: 'auto', passed: true, exitCode: 0, durationMs: 0, problems: [], scenarios: [] },
  counts: { scenarios: 0, passed: 0, failed: 0 },
}
const text = JSON.stringify(REPORT)

test('a report is known by its head, and a scenario is none', async () => {
  expect(isReportHead(text)).toBe(true)
  expect(isReportHead('{"version":1,"name":"thunderline-qa-report"}')).toBe(false)
  expect(await parseReport(text, 'r.json')).toEqual(REPORT)
})

test('what is no report is refused by name, whatever it holds', async () => {
  const part = fc.constantFrom(...Object.keys(REPORT))
  await fc.assert(
    fc.asyncProperty(part, fc.jsonValue(), async (key, value) => {
      const altered = JSON.stringify({ ...REPORT, [key]: value })
      const read = await parseReport(altered, 'r.json').catch((error: unknown) => error)
      expect(read instanceof ReportInvalidError || typeof read === 'object').toBe(true)
      if (read instanceof Error) expect(read).toBeInstanceOf(ReportInvalidError)
    }),
    { numRuns: 200 },
  )
  await expect(parseReport(text.slice(1), 'r.json')).rejects.toThrow(ReportInvalidError)
  await expect(parseReport('['.repeat(100_000), 'r.json')).rejects.toThrow(ReportInvalidError)
})

const library: Library = {
  findText: (path) => (path === 'known.yaml' ? 'version: 1\nname: known' : undefined),
  complete: async (source) => ({ kind: 'scenario', text: source, files: {} }),
}
const encode = (source: string) => new TextEncoder().encode(source)

test('the scenario of an entry is in the report, beside it, or in the library', async () => {
  const find = (path: string | null, document: string | null, files: [string, string][] = []) =>
    sourceOfEntry(
      { name: 'e', path, document },
      files.map(([name, source]) => ({ name, bytes: encode(source) })),
      library,
    )
  expect(await find(null, '{"version":1}')).toMatchObject({ text: '{"version":1}' })
  expect(await find('known.yaml', null)).toMatchObject({ text: 'version: 1\nname: known' })
  const beside: [string, string][] = [['known.yaml', 'version: 1\nname: mine']]
  expect(await find('known.yaml', null, beside)).toMatchObject({ text: 'version: 1\nname: mine' })
  await expect(find('my/own.yaml', null)).rejects.toThrow(EntrySourceError)
})
