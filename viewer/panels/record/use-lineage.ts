/** The lineage of a thing to both sides, which grows as events of lineage come in. */
import { useEffect, useMemo, useRef } from 'react'
import type { Failure } from '../../../engine/protocol/result.ts'
import {
  LIST_ANCESTORS,
  LIST_DESCENDANTS,
} from '../../../engine/resources/operations/lineage-operations.ts'
import { liveSocket } from '../../state/server-desk.ts'
import { joinAnswers, type ShownLineage } from './lineage-answers.ts'
import { useAnswer } from './use-answer.ts'

/** So many things are asked for on each side; whoever goes on from one of them sees further. */
export const MAX_NODES = 500

/** Events of one run come together: the graph is asked for once for them. */
const SETTLE_MS = 700

export interface Lineage {
  /** What was answered last, for whichever thing that was; undefined before the first. */
  readonly shown: (ShownLineage & { readonly start: string }) | undefined
  readonly failure: Failure | undefined
  readonly isLoading: boolean
  reload(): void
}

export function useLineage(node: string, depth: number): Lineage {
  const input = {
    ...{ node, max_nodes: String(MAX_NODES), max_depth: String(depth) },
    include_pending: 'true',
  } as const
  const before = useAnswer(LIST_ANCESTORS, input)
  const after = useAnswer(LIST_DESCENDANTS, input)
  const { reload: reloadBefore } = before
  const { reload: reloadAfter } = after
  const reload = useMemo(
    () => () => {
      reloadBefore()
      reloadAfter()
    },
    [reloadBefore, reloadAfter],
  )
  useLineageNews(reload)
  const joined = useMemo(
    () =>
      before.value === undefined || after.value === undefined
        ? undefined
        : { ...joinAnswers(before.value, after.value), start: node },
    [before.value, after.value, node],
  )
  // The graph that one walks from stays until the next is there, and the focus with it.
  const last = useRef<Lineage['shown']>(undefined)
  if (joined !== undefined) last.current = joined
  const failure = before.failure ?? after.failure
  return {
    shown: joined ?? (failure === undefined ? last.current : undefined),
    failure,
    isLoading: before.isLoading || after.isLoading,
    reload,
  }
}

/** Late parents, and whatever else is told while one looks. */
function useLineageNews(onNews: () => void): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const unsubscribe = liveSocket.subscribe(
      { kind: 'lineage' },
      {
        take(news) {
          if (news.kind !== 'events' || news.events.length === 0) return
          timer ??= setTimeout(() => {
            timer = undefined
            onNews()
          }, SETTLE_MS)
        },
        // What is there can be looked at all the same.
        refuse() {},
      },
    )
    return () => {
      clearTimeout(timer)
      unsubscribe()
    }
  }, [onNews])
}
