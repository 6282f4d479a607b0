import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isNamedError } from '../named-error.ts'
import { anyAlteredDocument, anySwollenDocument } from '../testing/altered-documents.ts'
import { anyDamagedText } from '../testing/hostile-bytes.ts'
import { AUTOMATON_STUDY, commandStudy } from '../testing/study-documents.ts'
import { tries } from '../testing/tries.ts'
import { compileStudy, parseStudy } from './compile-study.ts'
import { StudyInvalidError } from './errors.ts'

const HERE = { allowsCommands: true }

function faultsOf(document: unknown, options = HERE): string[] {
  try {
    compileStudy(document, options)
  } catch (error) {
    if (!(error instanceof StudyInvalidError)) throw error
    return error.details.faults.map(({ field, value, problem }) => `${field} ${value} ${problem}`)
  }
  return []
}

const { objective: AUTOMATON, ...REST } = AUTOMATON_STUDY
const withObjective = (more: object) => ({ ...REST, objective: { ...AUTOMATON, ...more } })

test('a study says what is left out', () => {
  const plan = compileStudy(AUTOMATON_STUDY, HERE)
  expect(plan).toMatchObject({
    title: 'Soups of Life',
    workers: 1,
    sampler: { name: 'motpe' },
    pruner: { name: 'none' },
    seed: 3n,
    constraints: [{ name: 'disorder', atMost: 0.4 }],
  })
  if (plan.objective.kind !== 'automaton') throw new Error('it is one')
  expect(plan.objective.seeds).toEqual(['0', '1', '2'])
  expect(plan.objective.settings.metrics).toEqual(['activity', 'entropy'])
  expect(plan.objective.values).toContainEqual({
    ...{ name: 'cells', of: 'population', when: 'last', over: 'mean' },
    ...{ target: undefined, missing: undefined },
  })
})

test('bounds of objectives are constraints, before all others', () => {
  const [first, second] = AUTOMATON_STUDY.objectives
  const document = {
    ...AUTOMATON_STUDY,
    objectives: [first, { ...second, atMost: 50, atLeast: 1 }],
  }
  expect(compileStudy(document, HERE).constraints).toEqual([
    { name: 'cells', objective: 1, atMost: 50, atLeast: 1 },
    { name: 'disorder', atMost: 0.4, atLeast: undefined },
  ])
})

test('a sampler and a pruner may be named alone', () => {
  const document = { ...AUTOMATON_STUDY, sampler: 'random', pruner: 'median' }
  const { sampler, pruner } = compileStudy(document, HERE)
  expect(sampler).toEqual({ name: 'random' })
  expect(pruner).toMatchObject({ name: 'median', share: 0.5 })
})

test('all faults of a file are named at once, each with its field and its value', () => {
  const faults = faultsOf({
    ...AUTOMATON_STUDY,
    space: [
      { name: 'density', type: 'int', low: 9, high: 2 },
      { name: 'kind', type: 'categorical', choices: ['a', 'a'] },
      { name: 'states', type: 'int', low: 3, high: 6, if: { param: 'none', in: [1] } },
      { name: 'idle', type: 'float', low: 0, high: 1 },
    ],
    objectives: [
      { name: 'activity', direction: 'maximize', atMost: 1, atLeast: 2 },
      { name: 'activity', direction: 'minimize' },
    ],
    constraints: [{ name: 'disorder' }],
    sampler: 'best',
    pruner: 'worst',
    seed: '99999999999999999999',
    objective: {
      ...AUTOMATON,
      density: 4,
      scenario: { version: 1 },
      set: { rule: '{s*,}/{birth}', density: '{density}' },
      values: {
        activity: 'seconds',
        disorder: { of: 'block-entropy.300' },
        other: 'entropy',
      },
    },
  })
  expect(faults).toEqual([
    expect.stringMatching(/^space\[0\]\.high 2 it is below low/),
    expect.stringMatching(/^space\[1\]\.choices \["a","a"\] a is there twice/),
    expect.stringMatching(/^space\[2\]\.if\.param "none" none is no parameter before it/),
    expect.stringMatching(/^objectives\[0\]\.atLeast 2 is more than atMost/),
    expect.stringMatching(/^objectives\[1\]\.name "activity" activity is there already/),
    expect.stringMatching(/^constraints\[0\] \{"name":"disorder"\} needs atMost or atLeast/),
    expect.stringMatching(/^seed "9{20}" /),
    expect.stringMatching(/^sampler "best" /),
    expect.stringMatching(/^pruner "worst" /),
    expect.stringMatching(
      /^objective\.set\.rule "\{s\*,\}\/\{birth\}" names no parameter that is called s/,
    ),
    expect.stringMatching(/^space\[1\]\.name "kind" is named nowhere in objective\.set/),
    expect.stringMatching(/^space\[2\]\.name "states" is named nowhere/),
    expect.stringMatching(/^space\[3\]\.name "idle" is named nowhere/),
    expect.stringMatching(/^objective\.size \[12,12\] goes in place of a scenario/),
    expect.stringMatching(/^objective\.density 4 goes in place of a scenario/),
    expect.stringMatching(/^objective\.values\.activity "seconds" is never twice the same/),
    expect.stringMatching(
      /^objective\.values\.disorder\.of "block-entropy\.300" block-entropy takes no "300"/,
    ),
    expect.stringMatching(/^objective\.values\.other "entropy" is no objective and no constraint/),
  ])
})

test.each([
  [{}, /version nothing/],
  [{ ...REST }, /objective nothing needs/],
  [withObjective({ kind: 'other' }), /objective\.kind/],
  [withObjective({ values: {} }), /objective\.values \{\} says nothing of "activity"/],
  [withObjective({ probes: [50] }), /objective\.probes\[0\] 50 lies beyond the study's 12 ticks/],
  [withObjective({ set: undefined, size: undefined }), /objective\.size nothing is needed/],
  [withObjective({ typo: 1 }), /objective\.typo 1 is not a key/],
  [{ ...AUTOMATON_STUDY, budget: { trials: 0 } }, /budget\.trials 0 needs/],
  [{ ...AUTOMATON_STUDY, space: [] }, /space \[\] needs/],
  [{ ...commandStudy([]) }, /objective\.run \[\] needs/],
])('%j is refused by name', (document, fault) => {
  expect(faultsOf(JSON.parse(JSON.stringify(document))).join('\n')).toMatch(fault)
})

test('a program is refused where it may not be started', () => {
  const document = commandStudy(['true'])
  expect(faultsOf(document)).toEqual([])
  expect(faultsOf(document, { allowsCommands: false })).toEqual([
    'objective.kind "command" starts programs, which only the command line may',
  ])
})

const anyStudyText = fc.constantFrom(
  JSON.stringify(AUTOMATON_STUDY),
  JSON.stringify(commandStudy(['python3', 'x.py'], { with: { problem: 'zdt1' } })),
)

test.each([
  ['altered', anyAlteredDocument(anyStudyText), 1000],
  // Reading a megabyte of YAML takes its time.
  ['swollen', anySwollenDocument(anyStudyText), 100],
  // Last, since few of these are documents at all.
  ['damaged', anyDamagedText(anyStudyText), 1000],
])('any %s study is read or refused by name', (kind, anyText, full) => {
  let accepted = 0
  fc.assert(
    fc.property(anyText, (text) => {
      try {
        parseStudy(text, HERE)
        accepted++
      } catch (error) {
        if (!isNamedError(error)) throw error
      }
    }),
    { numRuns: tries(full) },
  )
  // One in thirty altered ones is sound, and of few there may be none.
  if (kind !== 'damaged' && tries(full) > 300) expect(accepted).toBeGreaterThan(0)
})
