/**
 * The address by which a run of the server is watched, `#run=ID`. It stays while the run is watched, so that a reload
 * brings it back and whoever it is handed to sees the same.
 */

/** Ids of runs are shorter. */
const RUN_ID = /^[A-Za-z0-9_.:-]{1,128}$/

/** The run that a fragment names, with or without its `#`; undefined where it names none. */
export function runIdOf(fragment: string): string | undefined {
  const id = new URLSearchParams(fragment.replace(/^#/, '')).get('run')
  return id !== null && RUN_ID.test(id) ? id : undefined
}

/** The fragment of a run. */
export function fragmentOfRun(runId: string): string {
  return `#run=${encodeURIComponent(runId)}`
}
