/** Of an error of a thread the code of what was thrown there; of others their own. */
export function codeOfFailure({
  code,
  details,
}: {
  readonly code: string
  readonly details: object
}): string {
  return 'code' in details && typeof details.code === 'string' ? details.code : code
}
