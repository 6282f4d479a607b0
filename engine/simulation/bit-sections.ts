/** A table of bits as sections of a state file, and back. */

import { z } from 'zod'
import { type BitColumns, COLUMN_NAMES, createColumns } from '../bits/bit-columns.ts'
import type { BitTable } from '../bits/bit-table.ts'
import { fromLittleEndian, toLittleEndian } from '../math/little-endian.ts'
import { StateFileError } from './errors.ts'
import { parseJson } from './state-header.ts'
import { NAMES, nameOfColumn, TRACED } from './state-sections.ts'

type Sections = ReadonlyMap<string, Uint8Array>

const namesSchema = z.strictObject({ channelNames: z.array(z.string()) })

/** The sections of a table; columns share its memory. */
export function writeBitSections(table: BitTable): [name: string, bytes: Uint8Array][] {
  const { columns, channelNames, tracedCells } = table
  const names = JSON.stringify({ channelNames })
  return [
    ...COLUMN_NAMES.map((name): [string, Uint8Array] => [
      nameOfColumn(name),
      toLittleEndian(columns[name]),
    ]),
    [NAMES, new TextEncoder().encode(names)],
    [TRACED, toLittleEndian(tracedCells)],
  ]
}

/**
 * The table of sections whose lengths have been checked; `assertTable` checks what it says.
 *
 * @throws {StateFileError} where names are not as they are written.
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
  return {
    version: 2,
    tick,
    columns: Object.fromEntries(columns) as BitColumns,
    ...parseNames(take(NAMES)),
    tracedCells: new Uint32Array(fromLittleEndian(take(TRACED), 4)),
  }
}

function parseNames(bytes: Uint8Array): z.infer<typeof namesSchema> {
  const parsed = namesSchema.safeParse(parseJson(bytes, 'names of bits'))
  if (parsed.success) return parsed.data
  throw new StateFileError({ found: 'other names of bits', wanted: 'names of channels are wanted' })
}
