/** Times of day and durations as people read them. */

const two = (value: number) => String(value).padStart(2, '0')

/** `14:03:09` of the same day, `11-28 14:03` of the same year, else `2025-11-28`, in the place's own time. */
export function formatWhen(timeMs: number, nowMs: number): string {
  const then = new Date(timeMs)
  const now = new Date(nowMs)
  const day = `${two(then.getMonth() + 1)}-${two(then.getDate())}`
  const clock = `${two(then.getHours())}:${two(then.getMinutes())}`
  if (then.toDateString() === now.toDateString()) return `${clock}:${two(then.getSeconds())}`
  return then.getFullYear() === now.getFullYear()
    ? `${day} ${clock}`
    : `${then.getFullYear()}-${day}`
}

/** A length of time: `0.4 ms`, `12 ms`, `3.4 s`, `2 min 5 s`, `3 h 2 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 10) return `${Number(durationMs.toFixed(1))} ms`
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`
  const seconds = Math.round(durationMs / 1000)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
