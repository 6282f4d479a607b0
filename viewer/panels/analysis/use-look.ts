/** Asks something of the present state again and again, as it changes; one question at a time, with rests between. */
import { useEffect, useEffectEvent, useState } from 'react'
import type { Failure, Result } from '../../../engine/protocol/result.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useToolStore } from '../../state/tool-store.ts'
import { findObstacle } from '../../state/watch-store.ts'

export interface Look<T> {
  /** The newest answer; undefined until there is one. */
  readonly value: T | undefined
  /** Why there is none. */
  readonly failure: Failure | undefined
}

/** The run, which waits while it is looked at, has at least so many times as long for itself. */
const REST_FACTOR = 6
const MIN_REST_MS = 120

/**
 * @param ask a question to the simulation.
 * @param key another key is another question, whose answer is waited for.
 */
export function useLook<T>(ask: () => Promise<Result<T>>, key: string): Look<T> {
  const [look, setLook] = useState<Look<T> & { readonly key: string }>()
  const askNow = useEffectEvent(ask)
  useEffect(() => {
    let isOver = false
    let isAsking = false
    let isStale = true
    async function refresh(): Promise<void> {
      if (isAsking) return
      isAsking = true
      while (isStale && !isOver) {
        isStale = false
        if (useRunStore.getState().info === undefined || findObstacle() !== undefined) break
        const startedAtMs = performance.now()
        const answer = await askNow()
        if (isOver) return
        setLook({
          key,
          value: answer.ok ? answer.value : undefined,
          failure: answer.ok ? undefined : answer.failure,
        })
        await rest(Math.max(MIN_REST_MS, REST_FACTOR * (performance.now() - startedAtMs)))
      }
      isAsking = false
    }
    function didChange(): void {
      isStale = true
      void refresh()
    }
    const stops = [
      useRunStore.subscribe((now, before) => {
        if (now.tick !== before.tick || now.info !== before.info) didChange()
      }),
      useToolStore.subscribe((now, before) => {
        if (now.edits !== before.edits) didChange()
      }),
    ]
    void refresh()
    return () => {
      isOver = true
      for (const stop of stops) stop()
    }
  }, [key])
  return look?.key === key ? look : NOTHING
}

const NOTHING = Object.freeze({ value: undefined, failure: undefined })

const rest = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
