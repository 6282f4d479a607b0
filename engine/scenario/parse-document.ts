/**
 * Text to plain data: YAML (of which JSON is a part), with every bound a stranger could stretch.
 */
import { CORE_SCHEMA, load, YAMLException } from 'js-yaml'
import { hasAtMost } from './bounded-values.ts'
import { ScenarioSyntaxError } from './errors.ts'

/** Long enough for inline patterns of a few million cells, short enough to read in a second. */
export const MAX_DOCUMENT_CHARACTERS = 8 * 2 ** 20

/** No document is longer in UTF-8, which takes up to three bytes for a UTF-16 unit. */
export const MAX_DOCUMENT_BYTES = 3 * MAX_DOCUMENT_CHARACTERS

/** Scenarios nest five levels deep; the rest is margin. */
const MAX_DEPTH = 32

/** Anchors are handy for repeated boxes; a bomb of them is not. */
const MAX_ALIASES = 100

/** Without anchors no document has more: each value takes a sign, and another to part it from the next. */
const MAX_VALUES = MAX_DOCUMENT_CHARACTERS / 2 + 1

/**
 * Reads one YAML or JSON document.
 *
 * @throws {ScenarioSyntaxError} with line and column where the text is not such a document, has a
 * duplicate key, nests too deep or is too long, or where its anchors make it far more than it is long.
 */
export function parseDocument(text: string): unknown {
  if (text.length > MAX_DOCUMENT_CHARACTERS) {
    throw new ScenarioSyntaxError({
      reason: `it has ${text.length} characters and at most ${MAX_DOCUMENT_CHARACTERS} are read`,
      line: undefined,
      column: undefined,
    })
  }
  const document = loadDocument(text)
  if (hasAtMost(MAX_VALUES, document)) return document
  throw new ScenarioSyntaxError({
    reason: `it holds more than ${MAX_VALUES} values where its anchors lead`,
    line: undefined,
    column: undefined,
  })
}

function loadDocument(text: string): unknown {
  try {
    return load(text, { schema: CORE_SCHEMA, maxDepth: MAX_DEPTH, maxAliases: MAX_ALIASES })
  } catch (error) {
    const isYamlError = error instanceof YAMLException
    const mark = isYamlError ? error.mark : undefined
    throw new ScenarioSyntaxError(
      {
        reason: isYamlError ? error.reason : 'it is not a YAML or JSON document',
        line: mark === undefined ? undefined : mark.line + 1,
        column: mark === undefined ? undefined : mark.column + 1,
      },
      { cause: error },
    )
  }
}
