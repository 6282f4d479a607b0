/** The page for researchers is right: every rule in its tables reads as the page says. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { RuleNotYetError } from './errors.ts'
import { formatRuleWorld } from './format-rule-world.ts'
import { parseRule } from './parse-rule.ts'

const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')

/** Cells of the rows of all tables whose first heading is this one. */
function rowsUnder(heading: string): string[][] {
  const rows: string[][] = []
  let isWanted = false
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) isWanted = false
    else if (line.startsWith(`| ${heading} |`)) isWanted = true
    else if (isWanted && !line.startsWith('| --- ')) rows.push(line.split('|').slice(1, -1))
  }
  return rows
}

const codeIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)

function write(text: string): string {
  const { rule, world } = parseRule(text)
  return rule.canonical + (world ? formatRuleWorld(world, rule.dimensions) : '')
}

describe('docs/rules.md', () => {
  const examples = rowsUnder('You write').map(
    ([given, , canonical]) => [codeIn(given!)[0]!, codeIn(canonical!)[0]!] as const,
  )
  test('has an example of every family', () => {
    const families = new Set(examples.map(([given]) => parseRule(given).rule.family))
    expect(families).toEqual(
      new Set([
        'life-like',
        'generations',
        'isotropic',
        'map',
        'larger-than-life',
        'elementary',
        'totalistic',
        'life-3d',
        'offsets',
        'rule-file',
        'blocks',
        'extended-range',
        'stochastic',
        'lenia',
      ]),
    )
  })
  test.each(examples)('%s is %s', (given, canonical) => {
    expect(write(given)).toBe(canonical)
    expect(write(canonical)).toBe(canonical)
  })
  const notYet = rowsUnder('Not yet').map(([given]) => codeIn(given!)[0]!)
  test.each(notYet)('%s is refused by name', (given) => {
    expect(() => parseRule(given)).toThrow(RuleNotYetError)
  })
})
