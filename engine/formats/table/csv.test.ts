import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvError } from './errors.ts'
import { parseCsv, parseCsvTable } from './read-csv.ts'
import { buildLayout, type Cell, type TableRow, widenLayout } from './table.ts'
import { formatCsvHeader, formatCsvRecord, formatCsvRows } from './write-csv.ts'

/** Whatever a text of UTF-8 may hold, with what CSV itself is made of more often. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ' ', 'a', '\0', '\u2028') }),
)
const anyNumber = fc.oneof(
  fc.double(),
  fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.MIN_VALUE, 2 ** 53, 1e21, 0.1),
)

/** The fields of one record, read a character at a time. */
function readRecord(text: string): (string | undefined)[] {
  const fields: (string | undefined)[] = []
  let at = 0
  while (true) {
    let field: string | undefined
    if (text[at] === '"') {
      field = ''
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        field += text[at]
        if (text[at] === '"') at++
      }
      at++
    } else {
      for (; text[at] !== ',' && text[at] !== '\r'; at++) field = (field ?? '') + text[at]
    }
    fields.push(field)
    if (text[at] !== ',') {
      expect(text.slice(at)).toBe('\r\n')
      return fields
    }
    at++
  }
}

test('a record reads back as it was written, by a reader of our own and by a plain one', () => {
  const anyCell = fc.oneof(anyText, fc.constant(undefined))
  fc.assert(
    fc.property(fc.array(anyCell, { minLength: 1, maxLength: 6 }), (cells) => {
      const text = formatCsvRecord(cells)
      expect(readRecord(text)).toEqual(cells)
      expect(parseCsv(text)).toEqual([cells])
    }),
  )
})

test('numbers are in digits that read back as the same number', () => {
  fc.assert(
    fc.property(anyNumber, fc.bigInt(), (number, whole) => {
      const [fields] = parseCsv(formatCsvRecord([number, whole]))
      expect(Number(fields![0])).toBe(number)
      expect(BigInt(fields![1]!)).toBe(whole)
    }),
  )
})

test('half a character is written as the sign that stands for it', () => {
  expect(formatCsvRecord(['\ud800a'])).toBe('\ufffda\r\n')
})

const LAYOUT = buildLayout(
  [
    { name: 'name', kind: 'text' },
    { name: 'tick', kind: 'count' },
  ],
  ['b', 'a'],
  [{ name: 'error', kind: 'text' }],
)

const anyRow: fc.Arbitrary<TableRow> = fc.record({
  cells: fc.record(
    { name: anyText, tick: fc.bigInt(), error: anyText },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Record<string, Cell>>,
  measured: fc.dictionary(fc.constantFrom('a', 'b', 'c.d', 'z'), anyNumber),
})

test('a table reads back as it was, with the columns that only some rows have', () => {
  fc.assert(
    fc.property(fc.array(anyRow), (rows) => {
      const layout = widenLayout(LAYOUT, rows)
      const text = formatCsvHeader(layout) + formatCsvRows(layout, rows)
      const read = parseCsvTable(text, LAYOUT)
      expect(read.layout.measured).toEqual(layout.measured)
      expect(read.rows.map(({ cells, measured }) => [{ ...cells }, { ...measured }])).toEqual(
        rows.map(({ cells, measured }) => [{ ...cells }, { ...measured }]),
      )
    }),
  )
})

test('of a table that was cut off anywhere, the whole records before the cut are read', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 4 }), fc.nat(), (rows, cut) => {
      const layout = widenLayout(LAYOUT, rows)
      const lines = rows.map((row) => formatCsvRows(layout, [row]))
      const header = formatCsvHeader(layout)
      const text = header + lines.join('')
      const kept = text.slice(0, header.length + (cut % (text.length - header.length + 1)))
      const ends = lines.map((_, i) => header.length + lines.slice(0, i + 1).join('').length)
      const whole = ends.filter((end) => end <= kept.length).length
      expect(parseCsvTable(kept, LAYOUT).rows).toHaveLength(whole)
    }),
  )
})

test('measured columns come in the order of their names, whatever order rows have them in', () => {
  const layout = widenLayout(LAYOUT, [{ cells: {}, measured: { z: 1, 'a.b': 2, A: 3 } }])
  expect(formatCsvHeader(layout)).toBe('name,tick,A,a,a.b,b,z,error\r\n')
  expect(widenLayout(layout, [{ cells: {}, measured: { z: 4 } }])).toBe(layout)
})

test('whatever a file holds, it is read or refused by name', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const read of [parseCsv, (each: string) => parseCsvTable(each, LAYOUT)]) {
        try {
          read(text)
        } catch (error) {
          expect(error).toBeInstanceOf(CsvError)
        }
      }
    }),
  )
})

test.each([
  ['name,tick,error\r\na,1.5,\r\n', 'Record 2 .* "1.5" where a whole number'],
  ['name,tick,x,error\r\na,1,much,\r\n', 'Record 2 .* "much" where a number'],
  ['name,tick,error\r\na,1\r\n', 'Record 2 .* "2 fields" where 3 fields'],
  ['name,time,error\r\n', 'Record 1 .* where the columns name, tick, error'],
  ['na"me,tick,error\r\n', 'Record 1 .* without a quote'],
])('%j is not that table', (text, message) => {
  expect(() => parseCsvTable(text, LAYOUT)).toThrow(new RegExp(message))
})
