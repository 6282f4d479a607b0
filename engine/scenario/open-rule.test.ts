import { expect, test } from 'vitest'
import { RuleNameError, RuleNotYetError } from '../rules/errors.ts'
import { ScenarioFileError } from './errors.ts'
import { openRule } from './open-rule.ts'

const TABLE =
  '@RULE Foo\n@TABLE\nn_states:3\nneighborhood:vonNeumann\nsymmetries:none\n0,0,2,0,0,1\n'

/** Reads from a folder that holds these texts. */
function folderOf(files: Readonly<Record<string, string>>) {
  const asked: string[] = []
  const readFile = async (path: string) => {
    asked.push(path)
    const text = files[path]
    if (text === undefined) throw new ScenarioFileError({ path, reason: 'no such file or folder' })
    return new TextEncoder().encode(text)
  }
  return { asked, readFile }
}

test('a name that is none of ours is that of a rule file beside', async () => {
  const { readFile } = folderOf({ 'Foo.rule': TABLE })
  const { rule } = await openRule(' Foo ', readFile)
  expect(rule).toMatchObject({ name: 'Foo', states: 3, family: 'rule-file' })
})

test('a notation or a name that is known asks for no file', async () => {
  const { asked, readFile } = folderOf({})
  for (const text of ['B3/S23', 'Bosco', 'WireWorld']) await openRule(text, readFile)
  expect(asked).toEqual([])
})

test('a rule that is known and not run is run from its file', async () => {
  const { readFile } = folderOf({ 'JvN29.rule': TABLE })
  expect((await openRule('JvN29', readFile)).rule.states).toBe(3)
  await expect(openRule('JvN29', folderOf({}).readFile)).rejects.toThrow(RuleNotYetError)
})

test('a missing file is named, and so is the rule', async () => {
  const missing = openRule('Foo', folderOf({}).readFile)
  await expect(missing).rejects.toMatchObject({
    code: 'run/rule-file',
    details: { rule: 'Foo', path: 'Foo.rule', reason: 'no such file or folder' },
  })
  await expect(missing).rejects.toThrow(/"Foo".*"Foo\.rule".*no such file/)
  await expect(openRule('Foo', undefined)).rejects.toThrow(RuleNameError)
})

test('what is wrong in the file is pointed at', async () => {
  const { readFile } = folderOf({ 'Foo.rule': '@RULE Foo\n@TABLE\nn_states:many\n' })
  await expect(openRule('Foo', readFile)).rejects.toThrow(/many/)
})
