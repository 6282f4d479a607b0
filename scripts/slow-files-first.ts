/**
 * Starts the test files that take longest first, so that workers end together.
 *
 * Vitest goes by what files took the last time. Where there was none, as in a fresh checkout, it
 * goes by their length, and these are a few lines that run a whole library.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest first. */
const SLOW_FILES = [
  'scripts/soak.test.ts',
  'scenarios/on-every-back-end.test.ts',
  'engine/cli/saved-state.test.ts',
  'scenarios/reference.test.ts',
  'scripts/build-cli.test.ts',
  'scenarios/core-suite.test.ts',
  'engine/cli/qa-command.test.ts',
  'scenarios/commands-docs.test.ts',
  'server/testing/trial-kills/kill-trials.test.ts',
  'server/cerebros/study-restart.test.ts',
  'server/testing/kills/kill-tables.test.ts',
  'scenarios/on-gpujs.test.ts',
  'server/testing/kills/kill-run.test.ts',
]

const rankOf = ({ moduleId }: TestSpecification) => {
  const rank = SLOW_FILES.findIndex((file) => moduleId.endsWith(`/${file}`))
  return rank === -1 ? SLOW_FILES.length : rank
}

/** The order of test files. */
export class SlowFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}
