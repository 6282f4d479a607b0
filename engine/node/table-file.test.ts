import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { parseCsvTable } from '../formats/table/read-csv.ts'
import { buildLayout, type TableRow } from '../formats/table/table.ts'
import { createTableFile } from './table-file.ts'

const LAYOUT = buildLayout(
  [
    { name: 'name', kind: 'text' },
    { name: 'seed', kind: 'seed' },
    { name: 'tick', kind: 'count' },
  ],
  ['entropy'],
)

const anyRow: fc.Arbitrary<TableRow> = fc.record({
  cells: fc.record(
    {
      name: fc.string({ unit: 'grapheme' }),
      seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      tick: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    },
    { requiredKeys: [] },
  ),
  measured: fc.dictionary(fc.constantFrom('entropy', 'alive', 'field.heat.total'), fc.double()),
})

function pathOf(name: string): string {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  return join(folder.path, name)
}

async function writeTable(path: string, parts: readonly (readonly TableRow[])[]): Promise<void> {
  const file = await createTableFile(path, LAYOUT, () => 0)
  for (const rows of parts) await file.append(rows)
  await file.finish()
}

test('a CSV file holds all its rows and columns, in however many parts they came', async () => {
  const path = pathOf('table.csv')
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anyRow, { maxLength: 3 }), { maxLength: 4 }),
      async (parts) => {
        await writeTable(path, parts)
        const text = await readFile(path, 'utf8')
        expect(parseCsvTable(text, LAYOUT).rows).toEqual(parts.flat().map(asRead))
        await writeTable(path, [parts.flat()])
        expect(await readFile(path, 'utf8')).toBe(text)
      },
    ),
    { numRuns: 25 },
  )
})

const asRead = ({ cells, measured }: TableRow) => ({
  cells: { ...cells },
  measured: { ...measured },
})

test('a Parquet file holds the same rows by another reader, whole numbers beyond 2^53 too', async () => {
  const path = pathOf('table.parquet')
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { maxLength: 8 }), async (rows) => {
      await writeTable(path, [rows])
      const file = await asyncBufferFromFile(path)
      const read = await parquetReadObjects({ file })
      const names = parquetSchema(await parquetMetadataAsync(file)).children.map(
        ({ element }) => element.name,
      )
      const measured = new Set(['entropy', ...rows.flatMap((row) => Object.keys(row.measured))])
      expect(names).toEqual(['name', 'seed', 'tick', ...[...measured].sort()])
      const wanted = rows.map(({ cells, measured: values }) =>
        Object.fromEntries(
          names.map((name) => {
            const own = { ...cells, ...values }
            return [name, Object.hasOwn(own, name) ? own[name] : null]
          }),
        ),
      )
      expect(
        read.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]))),
      ).toEqual(wanted)
    }),
    { numRuns: 40 },
  )
})

test('a Parquet file is there when it is whole, and not before', async () => {
  const path = pathOf('table.parquet')
  await writeFile(path, 'what was there')
  const file = await createTableFile(path, LAYOUT, () => 0)
  await file.append([{ cells: { tick: 1 }, measured: {} }])
  expect(await readFile(path, 'utf8')).toBe('what was there')
  await file.finish()
  expect((await readFile(path)).subarray(0, 4).toString()).toBe('PAR1')
})

test('a count that INT64 cannot hold is refused for Parquet, and written in a CSV file', async () => {
  const row: TableRow = { cells: { tick: 2n ** 63n }, measured: {} }
  await expect(writeTable(pathOf('table.parquet'), [[row]])).rejects.toThrow(
    'The column tick holds 9223372036854775808, which is beyond INT64',
  )
  const path = pathOf('table.csv')
  await writeTable(path, [[row]])
  expect(await readFile(path, 'utf8')).toContain('9223372036854775808')
})

test('a name that says no format is refused', async () => {
  await expect(createTableFile('table.tsv', LAYOUT, () => 0)).rejects.toThrow(/\.csv or \.parquet/)
})
