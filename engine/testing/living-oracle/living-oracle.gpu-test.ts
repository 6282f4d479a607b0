/** Living worlds on WebGPU, against a world that is written the obvious way. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { requestBrowserGpu } from '../../worker/webgpu-device.ts'
import { agreesWithOracle } from './living-cases.ts'

/** Each world has shaders of its own, and a software renderer takes its time to compile them. */
const TIMEOUT_MS = 180_000

test(
  'WebGPU makes of every living world what the oracle does, in every plane',
  () => {
    const notices: unknown[] = []
    const machine = {
      now: () => performance.now(),
      gpu: requestBrowserGpu,
      onNotice: (notice: unknown) => notices.push(notice),
    }
    // A device that was lost would leave the rest to another back end.
    return fc
      .assert(agreesWithOracle({ backend: 'webgpu', machine }), {
        numRuns: 20,
        maxSkipsPerRun: 100,
      })
      .then(() => expect(notices).toEqual([]))
  },
  TIMEOUT_MS,
)
