import { expect, test } from 'vitest'
import { AUTOMATON_STUDY } from '../testing/study-documents.ts'
import { compileStudy } from './compile-study.ts'
import { identifyStudy } from './study-identity.ts'

const MATERIAL = { document: undefined, files: {} }

function identify(more: object): Promise<string> {
  const objective = { ...AUTOMATON_STUDY.objective, ...more }
  const plan = compileStudy({ ...AUTOMATON_STUDY, objective }, { allowsCommands: false })
  return identifyStudy(plan, MATERIAL)
}

test('a study is the same in whichever order its file has keys, and another with other values', async () => {
  const { values, set } = AUTOMATON_STUDY.objective
  const turned = (each: object) => Object.fromEntries(Object.entries(each).toReversed())
  const own = await identify({})
  expect(await identify({ values: turned(values), set: turned(set) })).toBe(own)
  const others = [
    { values: { ...values, cells: values.activity, activity: values.cells } },
    { values: { ...values, activity: { ...values.activity, over: 'mean' } } },
    { set: { ...set, rule: '23/3/{states|4}' } },
  ]
  for (const other of others) expect(await identify(other)).not.toBe(own)
})
