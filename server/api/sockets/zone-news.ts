/** What of the news of a run is of one of its zones. */
import type { RunNews } from '../../jobs/live-hub.ts'
import type { LiveNews } from './news-subscription.ts'

/**
 * The numbers of a zone, whose names in the news of its run end with `.zone.` and the zone, as `density.zone.north`, by
 * what stands before; undefined for news that has none. The end of the run is that of its zones.
 */
export function newsOfZone(news: LiveNews | RunNews, zone: string): LiveNews | undefined {
  if (news.kind === 'ended') return news
  if (news.kind !== 'metrics') return undefined
  const ending = `.zone.${zone}`
  const own = Object.entries(news.values)
    .filter(([name]) => name.endsWith(ending))
    .map(([name, value]) => [name.slice(0, -ending.length), value] as const)
  return own.length === 0 ? undefined : { ...news, values: Object.fromEntries(own) }
}
