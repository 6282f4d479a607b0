/** An answer of the server as panels show it: on its way, there, or why not. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { describeFailure } from '../../../engine/protocol/failure.ts'
import type { Failure } from '../../../engine/protocol/result.ts'
import type { OperationType } from '../../../engine/resources/operation.ts'
import { useRecordStore } from '../../state/record-store.ts'
import { askServer } from '../../state/server-desk.ts'

export interface Answer<T> {
  /** The last answer, which stands while the next is on its way. */
  readonly value: T | undefined
  /** Why the last question has none; undefined while all is well. */
  readonly failure: Failure | undefined
  readonly isLoading: boolean
  reload(): void
}

/**
 * Asks, and asks again whenever the input changes or somebody wants to look again.
 *
 * @param input undefined asks nothing.
 * @param everyMs asks again so often; absent, never by itself.
 */
export function useAnswer<T extends OperationType>(
  operation: T,
  input: z.input<T['input']> | undefined,
  everyMs?: number,
): Answer<z.output<T['output']>> {
  type Value = z.output<T['output']>
  const key = JSON.stringify([operation.name, input])
  const looks = useRecordStore((state) => state.looks)
  const [state, setState] = useState<{ key: string; value?: Value; failure?: Failure }>({ key })
  const [isLoading, setIsLoading] = useState(input !== undefined)
  const [reloads, setReloads] = useState(0)
  const reload = useCallback(() => setReloads((count) => count + 1), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the input
  useEffect(() => {
    if (input === undefined) return undefined
    const ender = new AbortController()
    const { signal } = ender
    setIsLoading(true)
    askServer(operation, input, { signal })
      .then((value) => setState({ key, value }))
      .catch((thrown: unknown) => {
        if (!signal.aborted) setState((last) => keepAmid(last, key, thrown))
      })
      .finally(() => !signal.aborted && setIsLoading(false))
    return () => ender.abort()
  }, [key, looks, reloads])
  useEffect(() => {
    if (everyMs === undefined) return undefined
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), everyMs)
    return () => clearInterval(timer)
  }, [everyMs, reload])
  const isOfInput = state.key === key
  return {
    value: isOfInput ? state.value : undefined,
    failure: isOfInput ? state.failure : undefined,
    isLoading,
    reload,
  }
}

/** What was there of the same question stays beside the failure. */
function keepAmid<V>(last: { key: string; value?: V }, key: string, thrown: unknown) {
  const failure = describeFailure(thrown)
  return last.key === key && last.value !== undefined
    ? { key, value: last.value, failure }
    : { key, failure }
}

/** Operations whose answers are pages. */
type ListOperation = OperationType & {
  readonly output: z.ZodType<{ items: readonly unknown[]; next?: string | undefined }>
}
type ItemOf<T extends ListOperation> = z.output<T['output']>['items'][number]

export interface Pages<Item> extends Omit<Answer<readonly Item[]>, 'value'> {
  readonly items: readonly Item[] | undefined
  readonly hasMore: boolean
  loadMore(): void
}

/** So many items are kept of a list; what is behind them is found by a narrower question. */
export const MAX_ITEMS = 1000

/** A list whose first page is asked for at once, and again as `useAnswer` does; the others by a wish. */
export function usePages<T extends ListOperation>(
  operation: T,
  input: z.input<T['input']>,
  everyMs?: number,
): Pages<ItemOf<T>> {
  const key = JSON.stringify([operation.name, input])
  const first = useAnswer(operation, input, everyMs)
  const [more, setMore] = useState<{ key: string; pages: z.output<T['output']>[] }>({
    key,
    pages: [],
  })
  const [failure, setFailure] = useState<Failure>()
  const isAsking = useRef(false)
  const pages = more.key === key ? more.pages : []
  const next = (pages.at(-1) ?? first.value)?.next
  const items = first.value && [...first.value.items, ...pages.flatMap((page) => page.items)]
  async function loadMore(): Promise<void> {
    if (isAsking.current || next === undefined) return
    isAsking.current = true
    try {
      const page = await askServer(operation, { ...(input as object), after: next } as never)
      setMore({ key, pages: [...pages, page] })
      setFailure(undefined)
    } catch (thrown) {
      setFailure(describeFailure(thrown))
    } finally {
      isAsking.current = false
    }
  }
  return {
    items: items as readonly ItemOf<T>[] | undefined,
    failure: first.failure ?? failure,
    isLoading: first.isLoading,
    reload: first.reload,
    hasMore: next !== undefined && (items?.length ?? 0) < MAX_ITEMS,
    loadMore: () => void loadMore(),
  }
}
