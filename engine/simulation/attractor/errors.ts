/** Errors of certificates of attractors. */
import { NamedError } from '../../named-error.ts'

/** A text is no certificate of an attractor. */
export class CertificateError extends NamedError {
  override readonly name = 'CertificateError'
  readonly code = 'simulation/certificate'
  readonly details: { readonly found: string; readonly wanted: string }

  constructor(details: CertificateError['details'], options?: ErrorOptions) {
    super(`The certificate is ${details.found}; ${details.wanted} is wanted.`, options)
    this.details = details
  }
}
