/**
 * Text to plain data: YAML (of which JSON is a part), with every bound a stranger could stretch.
 */
import { CORE_SCHEMA, load, YAMLException } from 'js-yaml'
import { ScenarioSyntaxError } from './errors.ts'

/** Long enough for inline patterns of a few million cells, short enough to read in a second. */
export const MAX_DOCUMENT_CHARACTERS = 8 * 2 ** 20

/** No document is longer in UTF-8, which takes up to three bytes for a UTF-16 unit. */
export const MAX_DOCUMENT_BYTES = 3 * MAX_DOCUMENT_CHARACTERS

/** Scenarios nest five levels deep; the rest is margin. */
const MAX_DEPTH = 32

/** Anchors are handy for repeated boxes; a bomb of them is not. */
const MAX_ALIASES = 100

/**
 * Reads one YAML or JSON document.
 *
 * @param of what it is to be, for whoever is told that it is none.
 * @throws {ScenarioSyntaxError} with line and column where the text is not such a document, has a
 * duplicate key, nests too deep or is too long, also with its aliases written out.
 */
export function parseDocument(text: string, of = 'scenario'): unknown {
  if (text.length > MAX_DOCUMENT_CHARACTERS) {
    throw tooLong(`it has ${text.length} characters`, of)
  }
  const document = loadText(text, of)
  if (text.includes('&') && !isWithinLength(document)) {
    throw tooLong('with its aliases written out it has more characters', of)
  }
  return document
}

/** Reasons of the reader of YAML that leave open what is to be mended. */
const CLEARER: Readonly<Record<string, string>> = {
  'deficient indentation':
    'this line begins too far left, or a bracket, brace or quote above it is not closed',
  'duplicated mapping key': 'this key is there already',
  [`nesting exceeded maxDepth (${MAX_DEPTH})`]: `it nests more than ${MAX_DEPTH} deep`,
  'expected a document, but the input is empty': 'the input is empty',
}

function loadText(text: string, of: string): unknown {
  try {
    return load(text, { schema: CORE_SCHEMA, maxDepth: MAX_DEPTH, maxAliases: MAX_ALIASES })
  } catch (error) {
    const isYamlError = error instanceof YAMLException
    const mark = isYamlError ? error.mark : undefined
    throw new ScenarioSyntaxError(
      {
        of,
        reason: isYamlError
          ? (CLEARER[error.reason] ?? error.reason)
          : 'it is not a YAML or JSON document',
        line: mark === undefined ? undefined : mark.line + 1,
        column: mark === undefined ? undefined : mark.column + 1,
      },
      { cause: error },
    )
  }
}

function tooLong(what: string, of: string): ScenarioSyntaxError {
  const reason = `${what}, and at most ${MAX_DOCUMENT_CHARACTERS} are read`
  return new ScenarioSyntaxError({ of, reason, line: undefined, column: undefined })
}

/** No value can be written in fewer characters: one of its own, and one that parts it from the next. */
const CHARACTERS_A_VALUE = 2

/**
 * Tells whether data could be written as a document without aliases. What is shared counts each time,
 * so that nobody who walks through a document or writes it as JSON has more to do than that.
 */
function isWithinLength(document: unknown): boolean {
  // What has been begun and not finished holds itself, without an end.
  const lengths = new Map<object, number>()
  const measure = (value: unknown): number => {
    if (typeof value === 'string') return CHARACTERS_A_VALUE + value.length
    if (typeof value !== 'object' || value === null) return CHARACTERS_A_VALUE
    const known = lengths.get(value)
    if (known !== undefined) return known
    lengths.set(value, Number.POSITIVE_INFINITY)
    let length = CHARACTERS_A_VALUE
    if (Array.isArray(value)) for (const member of value) length += measure(member)
    else
      for (const key of Object.keys(value)) length += key.length + measure(Reflect.get(value, key))
    lengths.set(value, length)
    return length
  }
  return measure(document) <= MAX_DOCUMENT_CHARACTERS
}
