/** What a file system says, by name. */
import { ArtifactDiskError, ArtifactNoSpaceError } from './errors.ts'

/** Codes of errno(3) for a disk, or a share of one, that is full. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** The named error of what a file system says; what says nothing of one stays as it is. */
export function toDiskError(cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code
  if (!(cause instanceof Error) || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return cause
  // Its message names folders, which are for the log alone.
  const details = { reason: code }
  return FULL.has(code)
    ? new ArtifactNoSpaceError(details, { cause })
    : new ArtifactDiskError(details, { cause })
}
