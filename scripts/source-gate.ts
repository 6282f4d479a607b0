/**
 * The gate of the source: everything is published by `publishEvent`, under a name that is registered, and
 * everything that is registered is documented.
 *
 * It looks at texts that have something to do with publishing, and parses those: the whole tree takes it a second.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import type { EventType } from '../engine/telemetry/event-type.ts'
import { EventNames, SourceFiles } from './event-names.ts'

export interface SourceFault {
  /** From the root of the source. */
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly problem: string
}

export interface SourceGateOptions {
  /** The folder that has the others. */
  readonly root: string
  /** The folders that are looked at. */
  readonly folders: readonly string[]
  /** Names of events that are registered. */
  readonly registered: ReadonlySet<string>
}

/** The file that makes envelopes. */
const ENVELOPES = 'engine/telemetry/cloud-event.ts'

/** What others call the act, here and in Node and in pages. */
const OTHER_WAYS: ReadonlySet<string> = new Set([
  ...['emit', 'emitEvent', 'publish', 'broadcast', 'dispatchEvent', 'fireEvent', 'raiseEvent'],
])

/** Buses of the platform. */
const OTHER_BUSES: ReadonlySet<string> = new Set([
  'EventEmitter',
  'EventTarget',
  'BroadcastChannel',
])

const EVENTS_MODULE = /^'(node:)?events'$/

/** Texts without any of these have nothing to do with publishing. */
const HINT = new RegExp(
  [...OTHER_WAYS, ...OTHER_BUSES, 'publish', 'Event', 'specversion', "'events'"].join('|'),
)

/** Tests, and what only they use, may plant what they like. */
const IS_TEST = /[.-]test\.tsx?$|\/testing\//

/** What the source says. */
export interface SourceReport {
  /** What is not as it should be, in the order of files and lines. */
  readonly faults: readonly SourceFault[]
  /** By the names of events, the rooms that call `publishEvent` with them, in order. */
  readonly publishers: ReadonlyMap<string, readonly string[]>
}

/** Finds what is not as it should be, and who publishes what. */
export function lintSource({ root, folders, registered }: SourceGateOptions): SourceReport {
  const files = new SourceFiles()
  const names = new EventNames(files)
  const faults: SourceFault[] = []
  const publishers = new Map<string, Set<string>>()
  for (const path of folders.flatMap((folder) => listSources(join(root, folder)))) {
    if (!HINT.test(readFileSync(path, 'utf8'))) continue
    const source = files.open(path)
    if (source === undefined) continue
    const file = relative(root, path).replaceAll('\\', '/')
    const tell = (node: ts.Node, problem: string) => {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
      faults.push({ file, line: line + 1, problem })
    }
    const visit = (node: ts.Node): void => {
      const problem = findProblem(node, file, names, registered)
      if (problem !== undefined) tell(node, problem)
      for (const name of listPublished(node, names)) {
        publishers.set(name, (publishers.get(name) ?? new Set()).add(dirname(file)))
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  const rooms = (folders: ReadonlySet<string>) => [...new Set([...folders].map(roomOf))].sort()
  return { faults, publishers: new Map([...publishers].map(([name, all]) => [name, rooms(all)])) }
}

/** The names that a call of `publishEvent` has; none where it hands on what it was given. */
function listPublished(node: ts.Node, names: EventNames): readonly string[] {
  if (!ts.isCallExpression(node) || memberOf(node.expression) !== 'publishEvent') return []
  const [event] = node.arguments
  return event === undefined || isPassedOn(event) ? [] : (names.ofEvent(event) ?? [])
}

/** A room is a folder of a part of the program. */
const roomOf = (folder: string) => folder.split('/').slice(0, 2).join('/')

function listSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !IS_TEST.test(path.replaceAll('\\', '/')))
    .sort()
}

function findProblem(
  node: ts.Node,
  file: string,
  names: EventNames,
  registered: ReadonlySet<string>,
): string | undefined {
  if (ts.isCallExpression(node) && memberOf(node.expression) === 'publishEvent') {
    return findNameProblem(node, names, registered)
  }
  const way = otherWayOf(node)
  if (way !== undefined) return `${way} is not publishEvent, the one way to publish`
  if (isValueOfPublishEvent(node)) {
    return 'publishEvent is passed on under another name: hand in the publisher itself'
  }
  const isBus =
    (ts.isNewExpression(node) && OTHER_BUSES.has(node.expression.getText())) ||
    (ts.isHeritageClause(node) &&
      node.types.some((each) => OTHER_BUSES.has(each.expression.getText()))) ||
    (ts.isImportDeclaration(node) && EVENTS_MODULE.test(node.moduleSpecifier.getText())) ||
    (ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      EVENTS_MODULE.test(node.arguments[0]?.getText() ?? ''))
  if (isBus) return 'this is another bus of events: take an EventPublisher'
  const isEnvelope =
    ts.isPropertyAssignment(node) && nameOf(node.name) === 'specversion' && file !== ENVELOPES
  return isEnvelope
    ? `an envelope is made by hand: wrapEvent of ${ENVELOPES} makes them`
    : undefined
}

function findNameProblem(
  call: ts.CallExpression,
  names: EventNames,
  registered: ReadonlySet<string>,
): string | undefined {
  const [event] = call.arguments
  if (event === undefined) return 'publishEvent is given no event'
  if (isPassedOn(event)) return undefined
  const found = names.ofEvent(event)
  if (found === undefined) {
    return 'the source does not tell the name of the event: give it as a literal or a constant, or type it as a union of events'
  }
  const unknown = found.filter((name) => !registered.has(name))
  return unknown.length === 0 ? undefined : `no event ${JSON.stringify(unknown[0])} is registered`
}

/** Whether a publisher hands on what it was given to publish itself, frozen, or with more said of it. */
function isPassedOn(event: ts.Expression): boolean {
  const text = textOfEvent(event)
  for (let scope: ts.Node | undefined = event; scope !== undefined; scope = scope.parent) {
    if (!ts.isFunctionLike(scope)) continue
    const own =
      scope.name ?? (ts.isPropertyAssignment(scope.parent) ? scope.parent.name : undefined)
    if (own !== undefined && nameOf(own) === 'publishEvent') {
      return scope.parameters[0]?.name.getText() === text
    }
  }
  return false
}

function textOfEvent(event: ts.Expression): string | undefined {
  if (ts.isCallExpression(event) && event.expression.getText() === 'Object.freeze') {
    return event.arguments[0]?.getText()
  }
  if (!ts.isObjectLiteralExpression(event)) return event.getText()
  const [given, ...more] = event.properties
  const isRenamed = more.some(
    (each) => !ts.isPropertyAssignment(each) || nameOf(each.name) === 'name',
  )
  return given !== undefined && ts.isSpreadAssignment(given) && !isRenamed
    ? given.expression.getText()
    : undefined
}

/** A member that others publish with: called, taken, declared or taken apart. */
function otherWayOf(node: ts.Node): string | undefined {
  const isDeclared =
    ts.isMethodDeclaration(node) || ts.isMethodSignature(node) || ts.isPropertySignature(node)
  const name =
    ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)
      ? memberOf(node)
      : isDeclared
        ? nameOf(node.name)
        : ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)
          ? nameOf(node.propertyName ?? node.name)
          : undefined
  return name !== undefined && OTHER_WAYS.has(name) ? name : undefined
}

/** Whether the method is taken without being called: `const tell = bus.publishEvent`. */
function isValueOfPublishEvent(node: ts.Node): boolean {
  if (ts.isBindingElement(node)) {
    return (
      ts.isObjectBindingPattern(node.parent) &&
      nameOf(node.propertyName ?? node.name) === 'publishEvent'
    )
  }
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return false
  if (memberOf(node) !== 'publishEvent') return false
  return !(ts.isCallExpression(node.parent) && node.parent.expression === node)
}

/** The member that an expression names: `a.b`, `a?.b`, `a['b']`. */
function memberOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  return ts.isElementAccessExpression(node) ? textOf(node.argumentExpression) : undefined
}

/** A text that is written out, in one piece or in several. */
function textOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression)
  if (!ts.isBinaryExpression(node)) return undefined
  const [left, right] = [textOf(node.left), textOf(node.right)]
  return left === undefined || right === undefined ? undefined : left + right
}

function nameOf(name: ts.PropertyName | ts.BindingName): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : name.getText()
}

/**
 * What the registry says of who publishes what, and the source does not: each type is published by the rooms that it
 * names and by no others, or is planned, and then nobody publishes it.
 */
export function listWrongPublishers(
  types: readonly Pick<EventType, 'name' | 'publisher' | 'isPlanned'>[],
  publishers: SourceReport['publishers'],
): string[] {
  return types.flatMap(({ name, publisher, isPlanned }) => {
    const rooms = publishers.get(name)?.join(', ')
    if (isPlanned)
      return rooms === undefined ? [] : [`${name} is planned, and ${rooms} publishes it`]
    if (rooms === publisher) return []
    const found = rooms === undefined ? 'nobody publishes it' : `it is published by ${rooms}`
    return [`${name} is registered as published by ${publisher}, and ${found}`]
  })
}

/** Names that are registered and not in the table of a page. */
export function listUndocumented(registered: Iterable<string>, page: string): string[] {
  return [...registered].filter((name) => !page.includes(`\n| \`${name}\` |`))
}
