import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AUTOMATON_STUDY } from '../../testing/study-documents.ts'
import { tries } from '../../testing/tries.ts'
import { compileStudy } from '../compile-study.ts'
import { beginStudy } from '../replay-record.ts'
import type { StudyPlan } from '../study-plan.ts'
import { summarizeStudy } from '../study-summary.ts'
import { writeStudyHtml } from './study-html.ts'

const ORIGIN = { id: 'a'.repeat(64), command: 'thunderline search study.yaml', version: '1.2.3' }

/** A study of so many trials whose values follow from their numbers; every seventh fails. */
function studyOf(plan: StudyPlan, trials: number, reason = 'by its number') {
  const study = beginStudy(plan)
  for (let n = 0; n < trials; n++) {
    const { number } = study.ask()
    const angle = (n * 0.618) % 1
    const values = plan.objectives.map(
      (_, k) => (k + 1) * (k % 2 === 0 ? angle : 1 - angle) + (n % 5),
    )
    const measured = { disorder: (n % 10) / 10 }
    study.tell(number, n % 7 === 6 ? { failed: reason } : { values, measured })
  }
  return study
}

function pageOf(plan: StudyPlan, trials: number, reason?: string) {
  const study = studyOf(plan, trials, reason)
  const summary = summarizeStudy(plan, study)
  return { html: writeStudyHtml(plan, study, summary, ORIGIN), study, summary }
}

const PLAN = compileStudy(AUTOMATON_STUDY, { allowsCommands: false })

/** The plan with so many objectives. */
function planOf(objectives: number): StudyPlan {
  const all = Array.from({ length: objectives }, (_, k) => ({
    ...PLAN.objectives[k % 2]!,
    name: `objective ${k}`,
  }))
  return { ...PLAN, objectives: all }
}

const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length

test.each([
  // The values over trials; the one pair; all pairs of three; of five those of the first four.
  [1, 2],
  [2, 3],
  [3, 5],
  [5, 7],
])(
  'a study of %i objectives has %i charts, each of which says what it shows',
  (objectives, charts) => {
    const { html } = pageOf(planOf(objectives), 60)
    expect(count(html, /<svg [^>]*role="img" aria-label="[^"]+"/g)).toBe(charts)
  },
)

test('the front is drawn mark by mark, listed row by row, and its knee is ringed', () => {
  const { html, summary } = pageOf(PLAN, 60)
  const { best, knee, counts, infeasible } = summary
  expect(best.length).toBeGreaterThan(2)
  const front = /<svg.*?<\/svg>/s.exec(html)![0]
  // One more stands in the legend.
  expect(count(front, /<circle [^>]*r="4.5"/g)).toBe(best.length + 1)
  expect(count(front, /<circle [^>]*r="9"/g)).toBe(knee === undefined ? 0 : 2)
  expect(count(front, /<circle [^>]*r="2.5"/g)).toBe(counts.complete - infeasible - best.length + 1)
  const table = /<h2>The front<\/h2>.*?<\/table>/s.exec(html)![0]
  expect(count(table, /<th scope="row">/g)).toBe(best.length)
  expect(html).toContain('<th scope="row">by its number</th><td class="number">8</td>')
  for (const { number } of best) expect(table).toMatch(new RegExp(`<th scope="row">${number}[< ]`))
})

test('equal studies are equal bytes, and a study without a trial is a page too', () => {
  expect(pageOf(PLAN, 30).html).toBe(pageOf(PLAN, 30).html)
  for (const trials of [0, 1, 2]) {
    expect(pageOf(PLAN, trials).html).toContain('How to have it again')
    expect(pageOf(planOf(1), trials).html).not.toMatch(/NaN|undefined|Infinity/)
  }
})

test('nothing that a person or a program wrote becomes markup', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=1>', '&lt;', "'", '\ud800'),
  )
  const anyWords = fc.record({
    title: anyText,
    about: anyText,
    unit: anyText,
    reason: anyText,
    names: fc.uniqueArray(anyText, { minLength: 4, maxLength: 4 }),
  })
  const plain = tagsOf(pageOf({ ...PLAN, about: 'why' }, 30).html)
  fc.assert(
    fc.property(anyWords, ({ title, about, unit, reason, names }) => {
      const [first, second] = PLAN.objectives
      const plan: StudyPlan = {
        ...{ ...PLAN, title, about },
        objectives: [
          { ...first!, name: names[0]!, unit },
          { ...second!, name: names[1]! },
        ],
      }
      const { html } = pageOf(plan, 30, reason)
      expect(tagsOf(html)).toEqual(plain)
      expect(html.isWellFormed()).toBe(true)
    }),
    { numRuns: tries(200) },
  )
})

/** The names of all tags of a page, in order. */
const tagsOf = (html: string) => [...html.matchAll(/<\/?[a-z!][^\s>/]*/gi)].map(([tag]) => tag)
