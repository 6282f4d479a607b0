/** The statements of a set of policies by their ids, as a verdict names them. */

/**
 * The text of a policy: from its annotations to its semicolon; undefined where the set has none of that id.
 *
 * @param text policies in Cedar; each is named by its `@id("...")`, or `policy0`, `policy1`, ... by its place.
 */
export function findPolicy(text: string, id: string): string | undefined {
  const statements = splitStatements(text)
  const place = statements.findIndex((statement, number) => nameOf(statement, number) === id)
  return statements[place]?.trim()
}

function nameOf(statement: string, number: number): string {
  return /@id\s*\(\s*"((?:[^"\\]|\\.)*)"\s*\)/.exec(statement)?.[1] ?? `policy${number}`
}

/** Semicolons end statements, but not those in texts; comments are left out, which may have anything in them. */
function splitStatements(text: string): readonly string[] {
  const statements: string[] = []
  let begin = 0
  let plain = ''
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|;/g)) {
    plain += text.slice(begin, token.index)
    begin = token.index + token[0].length
    if (token[0].startsWith('"')) plain += token[0]
    if (token[0] !== ';') continue
    statements.push(`${plain};`)
    plain = ''
  }
  return statements
}
