/** What a worker shows of a run to other processes, as a text. */
import type { Newest, RunMetricsNews, RunProgress } from './live-hub.ts'

/** The text of it. */
export function writeShown(newest: Newest): string {
  return JSON.stringify(newest)
}

/** What such a text says; nothing of it is a stranger's. */
export function parseShown(text: string): readonly (RunProgress | RunMetricsNews)[] {
  const { progress, metrics } = JSON.parse(text) as Newest
  return [progress, metrics].filter((news) => news !== undefined)
}
