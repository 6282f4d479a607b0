/**
 * Collects what is wrong with a document, so that its author is told everything in one go.
 */
import type { z } from 'zod'
import { isNamedError } from '../named-error.ts'
import { listKnownKeys } from './check-schema.ts'
import type { ScenarioFault } from './errors.ts'
import { askForName } from './nearest-name.ts'

export type FieldPath = readonly (string | number)[]

/** Beyond this many, more faults help nobody. */
const MAX_FAULTS = 100

/** Values are shown up to this many characters. */
const MAX_SHOWN_CHARACTERS = 60

export class FaultList {
  readonly #document: unknown
  readonly #faults: ScenarioFault[] = []

  /** @param document what the faults are about; their values are looked up in it. */
  constructor(document: unknown) {
    this.#document = document
  }

  /** The faults so far, in the order they were found. */
  get faults(): readonly ScenarioFault[] {
    return this.#faults
  }

  /** Tells whether no more faults are taken in. */
  get isFull(): boolean {
    return this.#faults.length >= MAX_FAULTS
  }

  add(path: FieldPath, problem: string): void {
    const field = formatPath(path)
    const isKnown = this.#faults.some((fault) => fault.field === field && fault.problem === problem)
    if (isKnown || this.isFull) return
    this.#faults.push({ field, value: showValue(valueAt(this.#document, path)), problem })
  }

  /** Adds the issues of a failed check of the schema, as long as there is room: a stranger's document may have millions. */
  addIssues(issues: readonly z.core.$ZodIssue[]): void {
    for (const issue of issues) {
      if (this.isFull) return
      const path = issue.path.filter((part) => typeof part !== 'symbol')
      if (issue.code === 'unrecognized_keys') {
        for (const key of issue.keys) {
          if (this.isFull) return
          this.add([...path, key], describeKey(key, issue))
        }
      } else {
        this.add(path, issue.message)
      }
    }
  }

  /** What `attempt` gives, or undefined with a fault at `path` when it throws a named error. */
  try<T>(path: FieldPath, attempt: () => T): T | undefined {
    try {
      return attempt()
    } catch (error) {
      this.#addError(path, error)
      return undefined
    }
  }

  /** As `try`, for work that waits. */
  async tryAsync<T>(path: FieldPath, attempt: () => Promise<T>): Promise<T | undefined> {
    try {
      return await attempt()
    } catch (error) {
      this.#addError(path, error)
      return undefined
    }
  }

  #addError(path: FieldPath, error: unknown): void {
    if (!isNamedError(error)) throw error
    this.add(path, error.message)
  }
}

/** Of so many keys at most all are told where none is near. */
const MAX_TOLD_KEYS = 16

function describeKey(key: string, issue: z.core.$ZodIssueUnrecognizedKeys): string {
  const known = listKnownKeys(issue)
  const question = askForName(key, known)
  const isFew = known.length > 0 && known.length <= MAX_TOLD_KEYS
  const others = question === '' && isFew ? `; there are ${known.join(', ')}` : ''
  return `is not a key this version knows${question}${others}`
}

/** Writes a path as a reader would: `initial[0].soup.density`. */
export function formatPath(path: FieldPath): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`))
    .join('')
}

function valueAt(document: unknown, path: FieldPath): unknown {
  let value = document
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string | number, unknown>)[part]
  }
  return value
}

/** What is beyond exact numbers has lost its digits when it was read. */
function showNumber(value: number): string {
  const isExact = !Number.isFinite(value) || Math.abs(value) <= Number.MAX_SAFE_INTEGER
  return isExact ? String(value) : `about ${value}`
}

/** A value as faults show it: shortened JSON, or `nothing`. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'number' ? showNumber(value) : showJson(value)
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${text.slice(0, MAX_SHOWN_CHARACTERS)}...`
}

/** The JSON of a value up to a little more than is shown: YAML's anchors can make it endlessly long. */
function showJson(value: unknown): string {
  const parts: string[] = []
  let left = MAX_SHOWN_CHARACTERS
  const put = (text: string) => {
    parts.push(text)
    left -= text.length
  }
  const write = (each: unknown): void => {
    if (left < 0) return
    if (typeof each !== 'object' || each === null) {
      put(
        typeof each === 'string'
          ? JSON.stringify(each.slice(0, MAX_SHOWN_CHARACTERS + 1))
          : String(each),
      )
      return
    }
    const isList = Array.isArray(each)
    put(isList ? '[' : '{')
    for (const [i, [key, member]] of Object.entries(each).entries()) {
      if (left < 0) return
      put(`${i === 0 ? '' : ','}${isList ? '' : `${JSON.stringify(key)}:`}`)
      write(member)
    }
    put(isList ? ']' : '}')
  }
  write(value)
  return parts.join('')
}
