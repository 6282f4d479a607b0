/** A table of bits as sections of a state file, and back. */

import { z } from 'zod'
import { type BitColumns, COLUMN_NAMES, createColumns } from '../bits/bit-columns.ts'
import type { BitTable } from '../bits/bit-table.ts'
import { StateFileError } from './errors.ts'
import { fromLittleEndian, toLittleEndian } from './little-endian.ts'
import { parseJson } from './state-header.ts'
import { NAMES, nameOfColumn, TAGS, TRACED } from './state-sections.ts'

type Sections = ReadonlyMap<string, Uint8Array>

const namesSchema = z.strictObject({
  channelNames: z.array(z.string()),
  tagLists: z.array(z.array(z.string())),
})

/** The sections of a table; columns share its memory. */
export function writeBitSections(table: BitTable): [name: string, bytes: Uint8Array][] {
  const { columns, channelNames, routeTags, tracedCells } = table
  const numbers = new Map<string, number>()
  const pairs = routeTags.flatMap(([cell, tags]) => {
    const list = JSON.stringify(tags)
    const number = numbers.get(list) ?? numbers.size
    numbers.set(list, number)
    return [cell, number]
  })
  const lists = `[${[...numbers.keys()].join(',')}]`
  const names = `{"channelNames":${JSON.stringify(channelNames)},"tagLists":${lists}}`
  return [
    ...COLUMN_NAMES.map((name): [string, Uint8Array] => [
      nameOfColumn(name),
      toLittleEndian(columns[name]),
    ]),
    [NAMES, new TextEncoder().encode(names)],
    [TAGS, toLittleEndian(Uint32Array.from(pairs))],
    [TRACED, toLittleEndian(tracedCells)],
  ]
}

/**
 * The table of sections whose lengths have been checked; `assertTable` checks what it says.
 *
 * @throws {StateFileError} where names or tags are not as they are written.
 */
export function readBitSections(sections: Sections, tick: number): BitTable {
  const take = (name: string) => sections.get(name)!
  const blank = createColumns(0)
  const columns = COLUMN_NAMES.map((name) => {
    const Kind = blank[name].constructor as new (buffer: ArrayBuffer) => BitColumns[typeof name]
    return [
      name,
      new Kind(fromLittleEndian(take(nameOfColumn(name)), blank[name].BYTES_PER_ELEMENT)),
    ]
  })
  const { channelNames, tagLists } = parseNames(take(NAMES))
  const pairs = new Uint32Array(fromLittleEndian(take(TAGS), 4))
  const routeTags: [cell: number, tags: readonly string[]][] = []
  for (let i = 0; i < pairs.length; i += 2) {
    const tags = tagLists[pairs[i + 1]!]
    if (tags === undefined)
      fail(`tags number ${pairs[i + 1]}`, `${tagLists.length} lists are there`)
    routeTags.push([pairs[i]!, tags])
  }
  if (new Set(routeTags.map(([cell]) => cell)).size < routeTags.length) {
    fail('tags of one bit twice', 'one list a bit is wanted')
  }
  return {
    version: 1,
    tick,
    columns: Object.fromEntries(columns) as BitColumns,
    channelNames,
    routeTags,
    tracedCells: new Uint32Array(fromLittleEndian(take(TRACED), 4)),
  }
}

function parseNames(bytes: Uint8Array): z.infer<typeof namesSchema> {
  const parsed = namesSchema.safeParse(parseJson(bytes, 'names of bits'))
  if (parsed.success) return parsed.data
  return fail('other names of bits', 'names of channels and lists of tags are wanted')
}

function fail(found: string, wanted: string): never {
  throw new StateFileError({ found, wanted })
}
