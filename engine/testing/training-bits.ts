/** Small trainings of all heads on all tasks, as one digest: what every engine has to agree on. */
import { HEAD_NAMES } from '../learning/head-space.ts'
import { trainTrial } from '../learning/train-trial.ts'
import { TRAINING_SCHEMA, type TrainingDocument } from '../learning/training-schema.ts'
import { toHex } from '../math/hex.ts'

const TASKS: readonly TrainingDocument['task'][] = [
  { name: 'tabular', count: 80, features: 3 },
  { name: 'sequence', count: 80, length: 5, longLengths: [11], vocabulary: 3 },
  { name: 'lattice', count: 80, size: { x: 6, y: 6 }, ticks: 2 },
]

const LEARNED_SUMS = { head: 'k-gam', 'k-gam.inner': 'learned' }

/** The digest, by SHA-256, of the models and of all numbers that are no measurement. */
export async function digestTrainings(): Promise<string> {
  const parts: Uint8Array[] = []
  for (const task of TASKS) {
    const spec = TRAINING_SCHEMA.parse({ task, epochs: 2 })
    for (const head of HEAD_NAMES) {
      const { artifact, values, reports } = await trainTrial(spec, {
        head,
        'irope.interpolation': 'yarn',
        'mlp.activation': 'tanh',
        'k-gam.basis': 'rbf',
      })
      const learned = head === 'k-gam' && (await trainTrial(spec, LEARNED_SUMS)).artifact
      if (learned) parts.push(learned)
      parts.push(artifact, new TextEncoder().encode(JSON.stringify({ values, reports })))
    }
  }
  const all = new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer())
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', all)))
}

/** The digest that Node gives; that trainings are right is shown by the tests of the room. */
export const TRAINING_BITS = '4440a9741741e1fdfb85e41b351eec79a9215885fb6c361054560ddbcac25c9c'
