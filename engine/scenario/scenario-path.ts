/**
 * Paths inside a scenario: relative, with forward slashes, and never out of the scenario's folder.
 */

/** The longest path a scenario may name. */
export const MAX_PATH_LENGTH = 512

/**
 * Tells what is wrong with a path that a scenario names, or undefined when it stays inside.
 *
 * The check is on the text alone, so it is the same in a browser; a reader on a file system must
 * still refuse links that lead out.
 */
export function findPathFault(path: string): string | undefined {
  if (path === '' || path.length > MAX_PATH_LENGTH) {
    return `a path needs 1 to ${MAX_PATH_LENGTH} characters`
  }
  if (/[\0\\:]/.test(path)) {
    return 'a path is written with forward slashes and without backslash, colon or NUL'
  }
  if (path.startsWith('/')) return "a path is relative to the scenario's folder"
  if (path.split('/').includes('..')) return "a path may not leave the scenario's folder"
  return undefined
}
