import { expect, test } from 'vitest'
import { canonicalJson } from '../../../engine/json/canonical-json.ts'
import { formatEntry, NO_PREVIOUS } from '../../../engine/ledger/ledger-entry.ts'
import { leafHashOf } from '../ledger-oracle.ts'
import { judgeRun } from './judge-run.ts'
import { buildAppend } from './sent-append.ts'

/** A ledger of appends, by producer and number. */
async function* linesOf(...appends: readonly (readonly [string, number])[]) {
  let previous = NO_PREVIOUS
  for (const [seq, [producer, number]] of appends.entries()) {
    const { key, event } = buildAppend(producer, number)
    const line = formatEntry({ seq, group: seq, key, previous, eventText: canonicalJson(event) })
    previous = Buffer.from(leafHashOf(line)).toString('hex')
    yield line
  }
}

/** What a producer was told: the seqs of its first numbers. */
const told = (name: string, ...seqs: readonly number[]) => ({
  name,
  sent: seqs.length,
  acknowledged: seqs.map((seq, number) => ({ number, seq, isNew: true, after: -1 })),
  refused: [],
})

test('what was told and what is there agree', async () => {
  const lines = linesOf(['p0', 0], ['p1', 0], ['p0', 1])
  const found = await judgeRun([told('p0', 0, 2), told('p1', 1)], lines)
  expect(found).toEqual({ problems: [], entries: 3 })
})

test.each([
  [
    'an entry that nobody has sent',
    told('p0', 0),
    [
      ['p0', 0],
      ['p1', 0],
    ],
    ['unasked'],
  ],
  [
    'an entry of a number that was not sent',
    told('p0', 0),
    [
      ['p0', 0],
      ['p0', 1],
    ],
    ['unasked'],
  ],
  ['an append that was not answered', { ...told('p0', 0), sent: 2 }, [['p0', 0]], ['process']],
  [
    'an append that was refused, and had to be taken',
    { ...told('p0', 0), sent: 2, refused: [{ number: 1, code: 'ledger/busy' }] },
    [['p0', 0]],
    ['refused'],
  ],
  [
    'an append that is before what its producer knew when it sent it',
    { ...told('p0'), sent: 1, acknowledged: [{ number: 0, seq: 0, isNew: true, after: 3 }] },
    [['p0', 0]],
    ['disordered'],
  ],
  [
    'appends in another order than they were sent',
    told('p0', 1, 0),
    [
      ['p0', 1],
      ['p0', 0],
    ],
    ['disordered'],
  ],
  ['an append that is elsewhere', told('p0', 5), [['p0', 0]], ['misplaced']],
  ['an append that is not there', told('p0', 0, 1), [['p0', 0]], ['lost']],
] as const)('%s is a problem', async (_, report, appends, kinds) => {
  const { problems } = await judgeRun([report], linesOf(...appends))
  expect(problems.map(({ kind }) => kind)).toEqual(kinds)
})
