/** An answer of the server as panels show it: on its way, there, or why not. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { z } from 'zod'
import { describeFailure } from '../../../engine/protocol/failure.ts'
import type { Failure } from '../../../engine/protocol/result.ts'
import type { OperationType } from '../../../engine/resources/operation.ts'
import { useRecordStore } from '../../state/record-store.ts'
import { askServer } from '../../state/server-desk.ts'
import { type Page, PagedList, type PagedRows } from './paged-list.ts'

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
      .then((value) => {
        if (!signal.aborted) setState({ key, value })
      })
      .catch((thrown: unknown) => {
        if (!signal.aborted) setState((last) => keepAmid(last, key, thrown))
      })
      .finally(() => !signal.aborted && setIsLoading(false))
    return () => ender.abort()
  }, [key, looks, reloads])
  useEvery(everyMs, reload)
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

/**
 * A list from its beginning to where somebody wanted no more: whatever comes in meanwhile, each row is there once.
 *
 * @param keyOf tells rows apart; the function itself may change.
 * @param everyMs looks again so often; absent, never by itself.
 */
export function usePages<T extends ListOperation>(
  operation: T,
  input: z.input<T['input']>,
  keyOf: (item: ItemOf<T>) => string,
  everyMs?: number,
): Pages<ItemOf<T>> {
  type Rows = PagedRows<ItemOf<T>>
  const key = JSON.stringify([operation.name, input])
  const looks = useRecordStore((state) => state.looks)
  const [state, setState] = useState<{ key: string; value?: Rows; failure?: Failure }>({ key })
  const [waiting, setWaiting] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the input
  const { list, ender } = useMemo(() => {
    const ender = new AbortController()
    const ask = (after: string | undefined, limit: number) =>
      askServer(operation, { ...(input as object), after, limit: String(limit) } as never, {
        signal: ender.signal,
      }) as Promise<Page<ItemOf<T>>>
    return { list: new PagedList<ItemOf<T>>({ ask, keyOf }), ender }
  }, [key])
  const run = useCallback(
    (work: () => Promise<Rows>) => {
      setWaiting((count) => count + 1)
      work()
        .then((value) => {
          if (!ender.signal.aborted) setState({ key, value })
        })
        .catch((thrown: unknown) => {
          if (!ender.signal.aborted) setState((last) => keepAmid(last, key, thrown))
        })
        .finally(() => setWaiting((count) => count - 1))
    },
    [key, ender],
  )
  const reload = useCallback(() => run(() => list.refresh()), [run, list])
  const loadMore = useCallback(() => run(() => list.more()), [run, list])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a look asks again
  useEffect(reload, [reload, looks])
  useEffect(() => () => ender.abort(), [ender])
  const isWaiting = useRef(false)
  isWaiting.current = waiting > 0
  // A server that answers slowly is not asked again before it has.
  useEvery(
    everyMs,
    useCallback(() => isWaiting.current || reload(), [reload]),
  )
  const { value, failure } = state.key === key ? state : {}
  return {
    items: value?.items,
    failure,
    isLoading: waiting > 0,
    hasMore: value?.hasMore ?? false,
    reload,
    loadMore,
  }
}

/** Does something every so often, while the page is to be seen. */
function useEvery(everyMs: number | undefined, work: () => unknown): void {
  useEffect(() => {
    if (everyMs === undefined) return undefined
    const timer = setInterval(() => document.visibilityState === 'visible' && work(), everyMs)
    return () => clearInterval(timer)
  }, [everyMs, work])
}
