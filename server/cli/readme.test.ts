import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../engine/cli/cli.ts'
import { SERVER_COMMANDS } from './server-commands.ts'

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

/** The first cell of a row, with what it says of `ledger …` and its like in the second. */
const ROWS = README.match(/^\| `.*$/gm)!.map((row) => row.split(' | '))

function isListed(name: string): boolean {
  const [group, verb] = name.split(' ')
  return ROWS.some(([first, about]) => {
    const words = first!.match(/[a-z]+/g)!
    if (first!.includes('…')) return words[0] === group && about!.includes(`\`${verb}\``)
    return words.includes(group!) && (verb === undefined || words.includes(verb))
  })
}

test.each([...COMMANDS, ...SERVER_COMMANDS].map(({ name }) => name))(
  'the README has the command %s',
  (name) => expect(isListed(name)).toBe(true),
)
