/** How a rule written as a function shows itself, without the parser that reads it. */

/** Tells whether a text is meant as a function and not as a notation. */
export function isScript(text: string): boolean {
  // Only the beginning tells: no notation has an arrow in it, but a rule file may far down.
  const start = text.slice(0, 200)
  const isFunction = /^\s*(?:rule\s*\(|(?:async\s+)?function\b|[^\s@#/].*?=>)/s.test(start)
  // A comment looks like the empty parts of 23//4 or //256; a function follows it somewhere.
  return isFunction || (/^\s*\/[/*]/.test(start) && /=>|\bfunction\b/.test(text))
}
