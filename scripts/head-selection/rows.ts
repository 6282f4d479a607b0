/** Results of experiment E2 as lines of text: one for each arm of each study and seed, and one for each model of its front. */
import type { ArmName } from '../../engine/learning/compare-heads.ts'

export interface ResultRow {
  readonly study: string
  readonly seed: number
  readonly arm: ArmName
  readonly trials: number
  /** Of all its trainings that came to something. */
  readonly epochs: number
  /** Multiply-adds of the way forward in them. */
  readonly work: number
  /** Of the trial with the least error that its search saw: what is told of it. */
  readonly error: number
  readonly multiplyAdds: number
  readonly memoryBytes: number
  /** Measured: no machine gives it twice. */
  readonly latencyP95Ms: number
  readonly majority: number
  readonly ridge: number
  readonly floor: number
}

const RESULT_COLUMNS = [
  ...(['study', 'seed', 'arm', 'trials', 'epochs', 'work', 'error', 'multiplyAdds'] as const),
  ...(['memoryBytes', 'latencyP95Ms', 'majority', 'ridge', 'floor'] as const),
] satisfies readonly (keyof ResultRow)[]

/** A model that is on the front of its arm by what the search saw, or would be by what is told of it. */
export interface ModelRow {
  readonly study: string
  readonly seed: number
  readonly arm: ArmName
  readonly trial: number
  readonly head: string
  /** 1 where it is on the front by what the search saw. */
  readonly front: number
  /** Told: on examples that nothing was chosen by. */
  readonly error: number
  readonly multiplyAdds: number
  readonly memoryBytes: number
}

const MODEL_COLUMNS = [
  ...(['study', 'seed', 'arm', 'trial', 'head', 'front', 'error', 'multiplyAdds'] as const),
  'memoryBytes',
] satisfies readonly (keyof ModelRow)[]

/** Comma-separated, a line a row after a line of names. */
export const formatResultRows = (rows: readonly ResultRow[]) => format(RESULT_COLUMNS, rows)
export const formatModelRows = (rows: readonly ModelRow[]) => format(MODEL_COLUMNS, rows)

/** Reads what {@link formatResultRows} gave. */
export const parseResultRows = (text: string) => parse<ResultRow>(RESULT_COLUMNS, text)
/** Reads what {@link formatModelRows} gave. */
export const parseModelRows = (text: string) => parse<ModelRow>(MODEL_COLUMNS, text)

function format<Row>(columns: readonly (keyof Row & string)[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((name) => row[name]).join())
  return `${[columns.join(), ...lines].join('\n')}\n`
}

const TEXTS: readonly string[] = ['study', 'arm', 'head']

function parse<Row>(columns: readonly (keyof Row & string)[], text: string): readonly Row[] {
  const [names, ...lines] = text.trimEnd().split('\n')
  if (names !== columns.join()) throw new Error('These are no results of head selection.')
  return lines.map((line) => {
    const fields = line.split(',')
    const entries = columns.map((name, i) => {
      const field = fields[i]!
      return [name, TEXTS.includes(name) ? field : Number(field)]
    })
    return Object.fromEntries(entries) as Row
  })
}
