/** Results of experiment E2 as lines of text: one for each arm of each study and seed. */

export interface ResultRow {
  readonly study: string
  readonly seed: number
  readonly arm: 'chosen' | 'mlp' | 'mlp-onward' | 'fixed'
  readonly trials: number
  /** Millions of multiply-adds of the way forward in all its trainings. */
  readonly millions: number
  readonly share: number
  /** Of the trial with the least error that its search saw: what is told of it. */
  readonly error: number
  readonly multiplyAdds: number
  readonly memoryBytes: number
  /** Measured: no machine gives it twice. */
  readonly latencyP95Ms: number
  /** Of models of its front, by head. */
  readonly 'interleaved-rope': number
  readonly irope: number
  readonly 'k-gam': number
  readonly mlp: number
  readonly majority: number
  readonly ridge: number
  readonly floor: number
}

const COLUMNS = [
  'study',
  'seed',
  'arm',
  'trials',
  'millions',
  'share',
  'error',
  'multiplyAdds',
  'memoryBytes',
  'latencyP95Ms',
  'interleaved-rope',
  'irope',
  'k-gam',
  'mlp',
  'majority',
  'ridge',
  'floor',
] as const satisfies readonly (keyof ResultRow)[]

/** Comma-separated, a line a row after a line of names. */
export function formatRows(rows: readonly ResultRow[]): string {
  const lines = rows.map((row) => COLUMNS.map((name) => row[name]).join())
  return `${[COLUMNS.join(), ...lines].join('\n')}\n`
}

/** Reads what {@link formatRows} gave. */
export function parseRows(text: string): readonly ResultRow[] {
  const [names, ...lines] = text.trimEnd().split('\n')
  if (names !== COLUMNS.join()) throw new Error('These are no results of head selection.')
  return lines.map((line) => {
    const fields = line.split(',')
    const entries = COLUMNS.map((name, i) => {
      const field = fields[i]!
      return [name, name === 'study' || name === 'arm' ? field : Number(field)]
    })
    return Object.fromEntries(entries) as ResultRow
  })
}
