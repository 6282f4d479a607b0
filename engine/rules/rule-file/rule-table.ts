/** Reads the `@TABLE` of a rule file: variables and transitions over them. */
import { RuleFileSizeError } from './errors.ts'
import {
  endOf,
  failAt,
  numberOf,
  quoteWord,
  type Section,
  type SourceLine,
  type Word,
  wordsOf,
} from './rule-file-text.ts'
import { type StateSet, StateSets } from './state-sets.ts'
import { type TableNeighborhood, tableNeighborhoods } from './table-neighborhoods.ts'

/** Transitions of a table, after variables that occur twice have been replaced by states. */
const MAX_TRANSITIONS = 2 ** 18

/** Longest line: 256 states or variables take some thousand. */
const MAX_LINE_CHARS = 2 ** 16

/** States that all variables list together, those of other variables in them counted. */
const MAX_LISTED_STATES = 2 ** 20

export interface TableTransition {
  readonly center: StateSet
  /** In the order of the neighborhood's ring. */
  readonly neighbors: readonly StateSet[]
  readonly next: number
}

export interface RuleTable {
  readonly states: number
  readonly neighborhood: TableNeighborhood
  /** One of the neighborhood's symmetries. */
  readonly symmetry: string
  /** The first that matches counts; a cell that none matches keeps its state. */
  readonly transitions: readonly TableTransition[]
}

/**
 * Reads a table, which Golly's help describes under "Rule format".
 *
 * @throws {RuleFileError} pointing at what is wrong.
 * @throws {RuleFileSizeError} for more than MAX_TRANSITIONS transitions.
 */
export function readRuleTable(section: Section): RuleTable {
  const head: Partial<TableHead> = {}
  let body: TableBody | undefined
  for (const line of section.lines) {
    const at = line.text.slice(0, endOf(line)).search(/\S/)
    if (at === -1) continue
    if (line.text.length > MAX_LINE_CHARS) {
      return failAt(line, `this line has more than ${MAX_LINE_CHARS} characters`)
    }
    const descriptor = body === undefined ? /^\s*([a-z_]+)\s*:/i.exec(line.text) : null
    if (descriptor !== null) {
      readDescriptor(line, descriptor[1]!, descriptor[0].length, head)
      continue
    }
    body ??= startBody({ text: '', line, at }, head)
    if (/^\s*var\s/i.test(line.text)) readVariable(line, body)
    else readTransition(line, body)
  }
  body ??= startBody(section.heading, head)
  const { states, neighborhood, symmetry, transitions } = body
  return { states, neighborhood, symmetry, transitions }
}

interface TableHead {
  states: number
  neighborhood: TableNeighborhood
  symmetry: string
}

interface Variable {
  /** As the file lists them: where lines contradict each other, the order decides. */
  readonly listed: readonly number[]
  readonly set: StateSet
}

interface TableBody extends TableHead {
  readonly sets: StateSets
  readonly variables: Map<string, Variable>
  /** The sets of single states, by how the file writes them. */
  readonly written: Map<string, StateSet>
  readonly transitions: TableTransition[]
  /** How many states variables have listed so far. */
  listedStates: number
}

function readDescriptor(
  line: SourceLine,
  keyword: string,
  valueAt: number,
  head: Partial<TableHead>,
): void {
  const value = line.text.slice(valueAt, endOf(line))
  const at = valueAt + value.length - value.trimStart().length
  const word: Word = { text: value.trim(), line, at }
  switch (keyword.toLowerCase()) {
    case 'n_states':
      head.states = numberOf(word, 'a number of states', 2, 256)
      return
    case 'neighborhood':
    case 'neighbourhood':
      head.neighborhood = readChoice(word, tableNeighborhoods, ({ name }) => name)
      return
    case 'symmetries': {
      const { neighborhood } = head
      if (neighborhood === undefined) return failAt(line, 'expected "neighborhood:" before it')
      head.symmetry = readChoice(word, neighborhood.symmetries, (name) => name)
      return
    }
    default:
      return failAt(line, 'expected "n_states:", "neighborhood:" or "symmetries:"')
  }
}

function readChoice<Choice>(
  word: Word,
  choices: readonly Choice[],
  nameOf: (choice: Choice) => string,
): Choice {
  const found = choices.find((choice) => nameOf(choice).toLowerCase() === word.text.toLowerCase())
  if (found !== undefined) return found
  return failAt(word, `found ${quoteWord(word)}, expected one of ${choices.map(nameOf).join(', ')}`)
}

function startBody(at: Word | SourceLine, head: Partial<TableHead>): TableBody {
  const { states, neighborhood, symmetry } = head
  if (states === undefined) return failAt(at, 'expected "n_states:" before it')
  if (neighborhood === undefined) return failAt(at, 'expected "neighborhood:" before it')
  if (symmetry === undefined) return failAt(at, 'expected "symmetries:" before it')
  const sets = new StateSets(states)
  return {
    states,
    neighborhood,
    symmetry,
    sets,
    variables: new Map(),
    written: new Map(),
    transitions: [],
    listedStates: 0,
  }
}

/** `var a={0,1,b}`; a name given again means something else from there on. */
function readVariable(line: SourceLine, body: TableBody): void {
  const { variables, sets, states } = body
  const [keyword, name, ...values] = wordsOf(line, '={},')
  if (name === undefined) return failAt(keyword!, 'expected a name after "var"')
  const [first, second] = values
  if (first === undefined) return failAt(name, `expected the states of ${quoteWord(name)}`)
  // Many tables give one variable a dozen names.
  const same = second === undefined ? variables.get(first.text) : undefined
  if (same !== undefined) {
    variables.set(name.text, same)
    return
  }
  const listed = new Set<number>()
  for (const value of values) {
    const more = variables.get(value.text)?.listed ?? [readState(value, states)]
    for (const state of more) listed.add(state)
    body.listedStates += more.length
    if (body.listedStates > MAX_LISTED_STATES) {
      throw new RuleFileSizeError({ what: 'states in its variables', max: MAX_LISTED_STATES })
    }
  }
  variables.set(name.text, { listed: [...listed], set: sets.of([...listed]) })
}

function readState(word: Word, states: number): number {
  if (/^[0-9]/.test(word.text)) return numberOf(word, 'a state', 0, states - 1)
  return failAt(word, `found ${quoteWord(word)}, which is no variable and no state`)
}

/** A line of states and variables: the cell, its neighbors, what the cell becomes. */
function readTransition(line: SourceLine, body: TableBody): void {
  const entries = entriesOf(line, body)
  const { variables, sets } = body
  const inputs = entries.slice(0, -1)
  const output = entries.at(-1)!
  if (variables.size === 0) {
    assertRoom(body, 1)
    const [center, ...neighbors] = inputs.map((word) => readSingle(word, body))
    const next = readSingle(output, body).members[0]!
    body.transitions.push({ center: center!, neighbors, next })
    return
  }
  const bound = new Map<string, readonly number[]>()
  for (const { text } of entries) {
    const variable = variables.get(text)
    if (variable === undefined) continue
    if (entries.filter((entry) => entry.text === text).length > 1) bound.set(text, variable.listed)
  }
  const lone = bound.has(output.text) ? undefined : variables.get(output.text)
  if (lone !== undefined && lone.listed.length > 1) {
    const reason = `${quoteWord(output)} has several states here: it is not among the inputs`
    return failAt(output, reason)
  }
  for (const values of valuesOf(bound, body)) {
    const setOf = (word: Word): StateSet => {
      const value = values.get(word.text)
      if (value !== undefined) return sets.single(value)
      return variables.get(word.text)?.set ?? readSingle(word, body)
    }
    const [center, ...neighbors] = inputs.map(setOf)
    const next = setOf(output).members[0]!
    body.transitions.push({ center: center!, neighbors, next })
  }
}

/** The set of a state; a table has few of them, and writes each again and again. */
function readSingle(word: Word, { written, sets, states }: TableBody): StateSet {
  const known = written.get(word.text)
  if (known !== undefined) return known
  const set = sets.single(readState(word, states))
  written.set(word.text, set)
  return set
}

/** The words of a transition; a line of digits alone may leave out its commas. */
function entriesOf(line: SourceLine, { neighborhood, variables, states }: TableBody): Word[] {
  const wanted = neighborhood.ring.length + 2
  const words = wordsOf(line, ',')
  const [first] = words
  const isCompact =
    states <= 10 && variables.size === 0 && words.length === 1 && /^\d+$/.test(first!.text)
  const entries = isCompact
    ? [...first!.text].map((text, i): Word => ({ text, line, at: first!.at + i }))
    : words
  const surplus = entries[wanted]
  if (surplus !== undefined && isCompact) {
    return failAt(surplus, `expected the end of the line after ${wanted} states`)
  }
  if (entries.length < wanted) {
    return failAt(first ?? line, `found ${entries.length} entries, expected ${wanted}`)
  }
  return entries.slice(0, wanted)
}

/** @throws {RuleFileSizeError} where a table has no room for so many more transitions. */
function assertRoom({ transitions }: TableBody, more: number): void {
  if (transitions.length + more <= MAX_TRANSITIONS) return
  throw new RuleFileSizeError({
    what: 'transitions, each state of a variable that occurs twice in a line counted',
    max: MAX_TRANSITIONS,
  })
}

/**
 * Every way to give states to the variables that occur more than once, in Golly's order: the
 * variable whose name comes first changes fastest.
 */
function* valuesOf(
  bound: ReadonlyMap<string, readonly number[]>,
  body: TableBody,
): Generator<ReadonlyMap<string, number>> {
  const names = [...bound.keys()].sort()
  const ways = names.reduce((count, name) => count * bound.get(name)!.length, 1)
  assertRoom(body, ways)
  for (let way = 0; way < ways; way++) {
    let rest = way
    const values = new Map<string, number>()
    for (const name of names) {
      const states = bound.get(name)!
      values.set(name, states[rest % states.length]!)
      rest = Math.floor(rest / states.length)
    }
    yield values
  }
}
