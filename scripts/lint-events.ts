/**
 * The gate of events in our own source: whatever is published goes by `publishEvent`, under a name that is registered.
 *
 * It reads the syntax of every file that ships, and finds
 * - calls of `emit` and `dispatchEvent`, which are other ways to publish;
 * - appends to a log of records from anywhere but the bus and what imports files;
 * - events whose name is written out and registered nowhere.
 */
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { EVENT_TYPES } from '../engine/telemetry/event-types.ts'
import { RECORD_TYPES } from '../engine/telemetry/record/record-types.ts'

export interface SourceFault {
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly problem: string
}

/** Rooms that append to a log of records: the bus, the stores, and the command that imports files. */
const APPENDERS = /^server\/(events|ledger)\/|^server\/cli\/ledger-import-command\.ts$/

/** Other ways to publish. */
const OTHER_WAYS: ReadonlySet<string> = new Set(['emit', 'dispatchEvent'])

/** Where events of bits are written down: the types of a union, which the compiler holds to. */
const BIT_EVENTS = /type: '([a-z]+(?:\.[a-z_]+)+)'/g

/** All names that events may have. */
export function listEventNames(bitEventsSource: string): ReadonlySet<string> {
  const bits = [...bitEventsSource.matchAll(BIT_EVENTS)].map(([, name]) => name!)
  return new Set([...EVENT_TYPES, ...RECORD_TYPES].map(({ name }) => name as string).concat(bits))
}

/** Reads one file. */
export function lintSource(
  file: string,
  text: string,
  names: ReadonlySet<string>,
): readonly SourceFault[] {
  if (!/publishEvent|\bemit\b|dispatchEvent|\bappend\b/.test(text)) return []
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const faults: SourceFault[] = []
  const visit = (node: ts.Node): void => {
    const problem = ts.isCallExpression(node) ? findProblem(file, node, names) : undefined
    if (problem !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart())
      faults.push({ file, line: line + 1, problem })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return faults
}

function findProblem(
  file: string,
  { expression, arguments: [first] }: ts.CallExpression,
  names: ReadonlySet<string>,
): string | undefined {
  if (!ts.isPropertyAccessExpression(expression)) return undefined
  const method = expression.name.text
  if (OTHER_WAYS.has(method)) return `events are published by publishEvent, not by ${method}`
  if (first === undefined || !ts.isObjectLiteralExpression(first)) return undefined
  if (method === 'append' && hasMember(first, 'event') && !APPENDERS.test(file)) {
    return 'a record is appended past the bus: publishEvent checks it and tells of it'
  }
  if (method !== 'publishEvent') return undefined
  const name = writtenName(first)
  if (name === undefined || names.has(name)) return undefined
  return `the event ${name} is registered nowhere`
}

function hasMember(literal: ts.ObjectLiteralExpression, name: string): boolean {
  return literal.properties.some((each) => each.name !== undefined && each.name.getText() === name)
}

/** The name of an event that is written out where it is published. */
function writtenName(literal: ts.ObjectLiteralExpression): string | undefined {
  for (const member of literal.properties) {
    if (!ts.isPropertyAssignment(member)) continue
    const isName = ['name', 'type'].includes(member.name.getText())
    if (isName && ts.isStringLiteralLike(member.initializer)) return member.initializer.text
  }
  return undefined
}

/** Reads files of the repository, as paths from its root. */
export function lintFiles(root: string, files: readonly string[]): readonly SourceFault[] {
  const read = (file: string) => readFileSync(`${root}/${file}`, 'utf8')
  const names = listEventNames(read('engine/bits/bit-events.ts'))
  return files.flatMap((file) => lintSource(file, read(file), names))
}
