import { expect, test } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { ENGINE_VERSION } from './engine-version.ts'

test('recordings name the version of the package', () => {
  expect(ENGINE_VERSION).toBe(manifest.version)
})
