/** What `npm test` says at its end. */

export interface SkippedTest {
  readonly name: string
  readonly reason: string
}

export interface TestRun {
  readonly passed: number
  /** One name for each test, test file or step that failed, and for each stray error. */
  readonly failures: readonly string[]
  readonly skipped: readonly SkippedTest[]
  /** Tests that ran on a graphics device, of those that passed or failed. */
  readonly onGpu: number
}

/** The summary's lines: what was skipped and why, what failed, and the counts alone on the last. */
export function formatSummary({ passed, failures, skipped, onGpu }: TestRun): string[] {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))]
  return [
    ...reasons.flatMap((reason) => {
      const names = skipped.filter((test) => test.reason === reason).map(({ name }) => name)
      return [`Skipped, ${reason}:`, ...names.map((name) => `  ${name}`)]
    }),
    `${onGpu} of the tests ran on a graphics device (WebGPU in Chromium)`,
    ...(failures.length > 0 ? ['Failed:', ...failures.map((name) => `  ${name}`)] : []),
    `${passed} passed, ${failures.length} failed, ${skipped.length} skipped`,
  ]
}
