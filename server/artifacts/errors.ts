/** Errors of the store of artifacts. Each has a status of HTTP, as whoever asks for an artifact meets them. */
import { NamedError } from '../../engine/named-error.ts'

/** A content has more bytes than one may have. */
export class ArtifactTooLargeError extends NamedError {
  override readonly name = 'ArtifactTooLargeError'
  readonly code = 'artifacts/too-large'
  readonly status = 413
  readonly details: { readonly maxBytes: number }

  constructor(details: ArtifactTooLargeError['details']) {
    super(`An artifact has at most ${details.maxBytes} bytes, and this one has more.`)
    this.details = details
  }
}

/** A content is not the one that was announced. */
export class ArtifactMismatchError extends NamedError {
  override readonly name = 'ArtifactMismatchError'
  readonly code = 'artifacts/mismatch'
  readonly status = 400
  readonly details: { readonly expected: string; readonly found: string }

  constructor(details: ArtifactMismatchError['details']) {
    const { expected, found } = details
    super(`The content has the hash ${found}, and ${expected} was announced. It is not stored.`)
    this.details = details
  }
}

/** The disk is full. */
export class ArtifactNoSpaceError extends NamedError {
  override readonly name = 'ArtifactNoSpaceError'
  readonly code = 'artifacts/no-space'
  readonly status = 507
  readonly details: { readonly reason: string }

  constructor(details: ArtifactNoSpaceError['details'], options?: ErrorOptions) {
    super(`There is no room for the artifact: ${details.reason}. It is not stored.`, options)
    this.details = details
  }
}

/** The disk refuses something else. */
export class ArtifactDiskError extends NamedError {
  override readonly name = 'ArtifactDiskError'
  readonly code = 'artifacts/disk'
  readonly status = 503
  readonly details: { readonly reason: string }

  constructor(details: ArtifactDiskError['details'], options?: ErrorOptions) {
    super(`The store of artifacts cannot do it: ${details.reason}.`, options)
    this.details = details
  }
}

/** A content that is on record is not there. */
export class ArtifactMissingError extends NamedError {
  override readonly name = 'ArtifactMissingError'
  readonly code = 'artifacts/missing'
  readonly status = 500
  readonly details: { readonly sha256: string }

  constructor(details: ArtifactMissingError['details']) {
    super(`The content of artifact ${details.sha256} is on record, and it is missing.`)
    this.details = details
  }
}

/** A content is not the one that was stored. */
export class ArtifactAlteredError extends NamedError {
  override readonly name = 'ArtifactAlteredError'
  readonly code = 'artifacts/altered'
  readonly status = 500
  readonly details: { readonly sha256: string; readonly problem: string }

  constructor(details: ArtifactAlteredError['details']) {
    super(`The content of artifact ${details.sha256} was altered: ${details.problem}.`)
    this.details = details
  }
}

/** A content is gone, as its time was over or somebody removed it. */
export class ArtifactExpiredError extends NamedError {
  override readonly name = 'ArtifactExpiredError'
  readonly code = 'artifacts/expired'
  readonly status = 410
  readonly details: { readonly sha256: string }

  constructor(details: ArtifactExpiredError['details']) {
    super(`The content of artifact ${details.sha256} is no longer kept.`)
    this.details = details
  }
}

/** The folder of artifacts cannot be used. */
export class ArtifactFolderError extends NamedError {
  override readonly name = 'ArtifactFolderError'
  readonly code = 'artifacts/folder'
  readonly details: { readonly folder: string; readonly problem: string }

  constructor(details: ArtifactFolderError['details'], options?: ErrorOptions) {
    super(`The artifacts in ${details.folder} cannot be used: ${details.problem}.`, options)
    this.details = details
  }
}
