/** What a benchmark is: a file of `scripts/bench` that exports one of these as `benchmark`. */

export interface BenchmarkRow {
  /** What was measured, such as a world and a kernel. */
  readonly subject: string
  /** Measurements by name, the unit last in the name. */
  readonly values: Readonly<Record<string, number>>
}

export interface Benchmark {
  readonly name: string
  /** One sentence on what the numbers mean. */
  readonly about: string
  run(): Promise<readonly BenchmarkRow[]>
}

/** The middle one of some numbers, or the mean of the two in the middle; at least one is given. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle]!
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2
}

/** The number that so many of a hundred are not above; at least one is given. */
export function percentile(numbers: readonly number[], percent: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!
}

/** A table with one line a row; large numbers are shortened with k, M or G. */
export function formatTable(rows: readonly BenchmarkRow[]): string {
  const columns = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))]
  const cells = [
    ['', ...columns],
    ...rows.map(({ subject, values }) => [
      subject,
      ...columns.map((column) => {
        const value = values[column]
        return value === undefined ? '' : formatNumber(value)
      }),
    ]),
  ]
  const widths = ['', ...columns].map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  )
  return cells
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0
          return column === 0 ? cell.padEnd(width) : cell.padStart(width)
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function formatNumber(value: number): string {
  const scale = [
    [1e9, ' G'],
    [1e6, ' M'],
    [1e3, ' k'],
  ] as const
  const [divisor, suffix] = scale.find(([size]) => Math.abs(value) >= size) ?? [1, '']
  const shortened = value / divisor
  return `${Math.abs(shortened) >= 100 ? shortened.toFixed(0) : shortened.toPrecision(3)}${suffix}`
}
