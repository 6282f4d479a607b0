/** Waiting that ends. */

/** What takes longer has failed, on a slow machine too. */
const LIMIT_MS = 60_000

/** @throws {Error} that names what was waited for, after a minute. */
export async function withinLimit<T>(promise: Promise<T>, what: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`${what} took more than a minute`)), LIMIT_MS)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
