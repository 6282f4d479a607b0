/** SHA-256 hashes as people read them: no longer than it takes to tell two of them apart. */

/** No seed has so many digits. */
const HASH = /^[0-9a-f]{64}$/

/** Digits that are shown, unless both hashes begin with the same ones. */
const SHOWN_DIGITS = 16

/** Cuts what is expected and what was found, each where it is a hash and not the other's beginning too. */
export function shortenHashes<T>(
  expected: T,
  found: T,
): readonly [expected: T | string, found: T | string] {
  const starts = [expected, found].map((value) => String(value).slice(0, SHOWN_DIGITS))
  const shorten = (value: T) =>
    typeof value === 'string' && HASH.test(value) && starts[0] !== starts[1]
      ? `${value.slice(0, SHOWN_DIGITS)}…`
      : value
  return [shorten(expected), shorten(found)]
}
