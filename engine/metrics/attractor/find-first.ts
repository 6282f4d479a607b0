/** Search by halving, for what takes its time to ask. */

/**
 * The first whole number from `low` to `high` for which something holds that, once it does, holds for
 * all that follow; `high`, for which it is not asked, where it holds for none before.
 */
export async function findFirst(
  low: number,
  high: number,
  holds: (value: number) => Promise<boolean>,
): Promise<number> {
  let [from, to] = [low, high]
  while (from < to) {
    const middle = from + Math.floor((to - from) / 2)
    if (await holds(middle)) to = middle
    else from = middle + 1
  }
  return from
}
