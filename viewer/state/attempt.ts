/** Work that may fail for reasons a person can act on. */
import { describeFailure } from '../../engine/protocol/failure.ts'
import { showFailure } from './notice-store.ts'

/** What the work gives; undefined where it threw, which is then shown under the title. */
export async function attempt<T>(title: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (thrown) {
    showFailure(title, describeFailure(thrown))
    return undefined
  }
}
