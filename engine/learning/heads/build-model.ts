/** Makes the model of a head's settings. */
import { createPhilox } from '../../math/philox.ts'
import { parseSeed } from '../../math/seed.ts'
import type { TaskShape } from '../data/examples.ts'
import { buildAttention } from './attention-head.ts'
import type { HeadSettings } from './head-schema.ts'
import { buildKgam } from './k-gam.ts'
import { buildMlp } from './mlp.ts'
import type { Model } from './model.ts'

/**
 * A model that has learned nothing yet.
 *
 * @param seed a decimal u64, from which its first numbers are drawn.
 * @throws {TrainingSpecError} where settings do not go together, or make too large a model.
 * @throws {SeedError} where the seed is none.
 */
export function buildModel(settings: HeadSettings, shape: TaskShape, seed: string): Model {
  const parts = buildParts(settings, shape, createPhilox(parseSeed(seed)))
  return { settings, shape, seed, ...parts }
}

function buildParts(
  settings: HeadSettings,
  shape: TaskShape,
  philox: ReturnType<typeof createPhilox>,
): Pick<Model, 'parameters' | 'forward'> {
  switch (settings.name) {
    case 'mlp':
      return buildMlp(settings, shape, philox)
    case 'k-gam':
      return buildKgam(settings, shape, philox)
    case 'irope':
    case 'interleaved-rope':
      return buildAttention(settings, shape, philox)
    default:
      return settings satisfies never
  }
}
