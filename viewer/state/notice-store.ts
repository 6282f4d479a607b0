/** What the viewer has to say: errors stay until they are dismissed, news goes by itself. */
import { create } from 'zustand'
import type { Failure } from '../../engine/protocol/result.ts'

export interface Notice {
  readonly id: number
  readonly tone: 'error' | 'news'
  readonly title: string
  readonly message: string
  /** The named error behind it; undefined for news. */
  readonly failure: Failure | undefined
}

interface NoticeState {
  readonly notices: readonly Notice[]
}

const NEWS_MS = 7000
const MAX_NOTICES = 3

export const useNoticeStore = create<NoticeState>(() => ({ notices: [] }))

let nextId = 0

/** Shows a failure by name: what was tried, its code, its message and where it lies. */
export function showFailure(title: string, failure: Failure): void {
  add({ tone: 'error', title, message: failure.message, failure })
}

/** Shows a sentence for a while. */
export function showNews(title: string, message = ''): void {
  const id = add({ tone: 'news', title, message, failure: undefined })
  setTimeout(() => dismissNotice(id), NEWS_MS)
}

/** Takes a notice away. */
export function dismissNotice(id: number): void {
  useNoticeStore.setState(({ notices }) => ({
    notices: notices.filter((notice) => notice.id !== id),
  }))
}

/** Takes all errors away, as when what was tried has succeeded. */
export function dismissErrors(): void {
  useNoticeStore.setState(({ notices }) => ({
    notices: notices.filter(({ tone }) => tone !== 'error'),
  }))
}

function add(notice: Omit<Notice, 'id'>): number {
  const id = nextId++
  useNoticeStore.setState(({ notices }) => ({
    notices: [...notices, { ...notice, id }].slice(-MAX_NOTICES),
  }))
  return id
}
