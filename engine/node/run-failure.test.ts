import { expect, test } from 'vitest'
import { KernelMemoryError, KernelThreadError } from '../kernels/errors.ts'
import { DeviceLostError, DeviceMemoryError } from '../kernels/webgpu/errors.ts'
import { describeRunFailure } from './run-failure.ts'

test.each([
  new KernelThreadError(),
  new DeviceLostError({ reason: 'unplugged' }),
  new DeviceMemoryError({ reason: 'none left' }),
  new TypeError('a fault of this program'),
])('another attempt is made after $name', (error) => {
  expect(describeRunFailure(error)).toMatchObject({ kind: 'failed', isDefect: true })
})

test('a world that outgrows its memory would do so in every attempt', () => {
  const error = new KernelMemoryError({ backend: 'sparse', maxBytes: 2 ** 20, tick: 3 })
  expect(describeRunFailure(error)).toMatchObject({
    ...{ kind: 'failed', isDefect: false, failure: { code: 'kernel/memory' } },
  })
})
