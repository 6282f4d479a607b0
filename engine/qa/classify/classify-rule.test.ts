import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { BackendName } from '../../kernels/kernel.ts'
import { optimizeProgram } from '../../rules/program/optimize-program.ts'
import { hashProgram } from '../../rules/program/serialize-program.ts'
import { buildSoupRun } from '../../scenario/build-run.ts'
import { measureMember } from '../../simulation/classify/measure-member.ts'
import { buildReport } from './build-report.ts'
import { classifyRule } from './classify-rule.ts'
import { describeClassification, formatClassification } from './describe-classification.ts'
import { planEnsemble } from './ensemble-plan.ts'
import { ClassifyError } from './errors.ts'
import { writeReportHtml } from './report-html.ts'
import { drawReportSheet } from './report-sheet.ts'
import { captureShowcase } from './showcase.ts'

async function classify(rule: string, size: string, ticks: number, backend?: BackendName) {
  const run = buildSoupRun(rule, 128, { size })
  const plan = planEnsemble(run, { soups: 10, ticks })
  const options = backend === undefined ? {} : { backend }
  return classifyRule(run, plan, { measure: (member) => measureMember(run, member, options) })
}

test.each([
  ['W128', 'dies', 1],
  ['W204', 'freezes', 2],
  ['W51', 'cycles', 2],
  ['W170', 'cycles', 2],
  ['W30', 'chaotic', 3],
  ['W90', 'chaotic', 3],
  ['W110', 'complex', 4],
] as const)('rule %s %s: class %i', async (rule, verdict, wolframClass) => {
  const found = await classify(rule, '293', 700)
  expect({ verdict: found.verdict, wolframClass: found.wolframClass }).toEqual({
    verdict,
    wolframClass,
  })
})

test.each([
  ['B3/S012345678', '61,61', 200, 'freezes'],
  ['B2/S', '61,61', 200, 'chaotic'],
  ['0-6/1,3/2/VN', '11,11,11', 64, 'freezes'],
  ['9-26/5-7,12-13,15/5/M', '13,13,13', 64, 'dies'],
] as const)('%s in %s cells %s', async (rule, size, ticks, verdict) => {
  expect((await classify(rule, size, ticks)).verdict).toBe(verdict)
})

test('every back end measures the same to the last bit', async () => {
  const [first, ...others] = await Promise.all(
    (['reference', 'cpu', 'wasm'] as const).map(async (backend) =>
      JSON.stringify(describeClassification(await classify('W54', '67', 120, backend))),
    ),
  )
  for (const other of others) expect(other).toBe(first)
})

test('chance and bits that were spawned keep nothing from being measured', async () => {
  const found = await classify('W250~birth=0.705,survival=0.705', '101', 200)
  expect(found.soups.every(({ measures }) => measures.period === null)).toBe(true)
})

describe('what does not fit is refused by name', () => {
  const run = buildSoupRun('B3/S23', 128, { size: '512,512' })
  test.each([
    [{ soups: 4 }, 'soups'],
    [{ soups: 1001 }, 'soups'],
    [{ ticks: 63 }, 'ticks'],
    [{ ticks: 2_000_000 }, 'ticks'],
    [{ soups: 1000, ticks: 100_000 }, 'work'],
  ] as const)('%o', (options, option) => {
    expect(() => planEnsemble(run, options)).toThrow(ClassifyError)
    expect(() => planEnsemble(run, options)).toThrow(option)
  })
  test('a world of too many cells', () => {
    expect(() => planEnsemble(buildSoupRun('B3/S23', 128, { size: '8192,8192' }))).toThrow('world')
  })
})

describe('a report', async () => {
  const build = async () => {
    const found = await classify('W110', '101', 150)
    const showcase = await captureShowcase(found)
    const ruleHash = await hashProgram(optimizeProgram(found.run.rule.program))
    return {
      found,
      report: buildReport(found, showcase, { command: 'classify <W110>', version: '1', ruleHash }),
    }
  }
  const { found, report } = await build()
  const html = writeReportHtml(report)

  test('is the same again, byte for byte', async () => {
    const again = (await build()).report
    const hash = (text: string) => createHash('sha256').update(text).digest('hex')
    expect(hash(writeReportHtml(again))).toBe(hash(html))
    expect(hash(drawReportSheet(again, 'light').svg)).toBe(
      hash(drawReportSheet(report, 'light').svg),
    )
  })

  test('needs nothing else, runs nothing, and says in words what its pictures show', () => {
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)|url\(/)
    expect(html.match(/<img /g)).toHaveLength(3)
    expect(html.match(/<img [^>]*alt="[^"]+"/g)).toHaveLength(3)
    expect(html.match(/<svg [^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(6)
    expect(html).toContain('classify &lt;W110&gt;')
  })

  test('tells in the terminal what it tells on the page', () => {
    expect(formatClassification(found, 'W110')).toContain(found.decision.reasons[0])
  })
})
