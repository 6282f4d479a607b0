/**
 * How deep the tree of an expression can be, told from its tokens before anybody builds it.
 *
 * The unit is an operator that waits for another one. The bound holds however operators bind:
 * those between two commas are all counted on top of the deepest of their operands.
 */

/** What a pair of brackets takes of Cedar's stack, in operators; measured is 3.1. */
const BRACKET_DEPTH = 4

const OPERATORS = new Set([
  ...['&&', '||', '==', '!=', '<=', '>=', '<', '>', '+', '-', '*', '/', '%', '!', '@'],
  ...['if', 'then', 'else', 'in', 'is', 'has', 'like', 'when', 'unless'],
])

/** What an open bracket, or the whole text, holds so far. */
interface Level {
  /** Operators since the last comma. */
  operators: number
  /** The deepest operand since the last comma. */
  deepest: number
  /** The operand that is being read, with its steps: `.name`, `[index]`, `(arguments)`. */
  operand: number
  /** The deepest of what lies between two commas. */
  ended: number
}

/** Takes in tokens one after another. */
export class ExpressionDepth {
  readonly #levels: Level[] = [openLevel()]

  /** How many brackets are open. */
  get openBrackets(): number {
    return this.#levels.length - 1
  }

  /** The bound for what the innermost open bracket holds, and what is open around it. */
  get bound(): number {
    return depthOf(this.#levels.at(-1)!) + BRACKET_DEPTH * this.openBrackets
  }

  /** Takes a token; false when it closes a bracket that was never opened. */
  take(token: string): boolean {
    const level = this.#levels.at(-1)!
    if (token === '(' || token === '[' || token === '{') {
      this.#levels.push(openLevel())
    } else if (token === ')' || token === ']' || token === '}') {
      const outer = this.#levels.at(-2)
      if (outer === undefined) return false
      outer.operand = Math.max(outer.operand, depthOf(level)) + BRACKET_DEPTH
      this.#levels.pop()
    } else if (token === ',') {
      const ended = depthOf(level)
      Object.assign(level, openLevel(), { ended })
    } else if (token === ';') {
      Object.assign(level, openLevel())
    } else if (token === '.') {
      level.operand++
    } else if (OPERATORS.has(token)) {
      level.deepest = Math.max(level.deepest, level.operand)
      level.operand = 0
      level.operators++
    }
    return true
  }
}

function openLevel(): Level {
  return { operators: 0, deepest: 0, operand: 0, ended: 0 }
}

function depthOf({ operators, deepest, operand, ended }: Level): number {
  return Math.max(ended, operators + Math.max(deepest, operand))
}
