/** From a list of strokes as a scenario writes it to those of them that can be painted. */
import { checkSchema } from './check-schema.ts'
import { compileStroke, type StrokeBounds } from './compile-stroke.ts'
import type { FaultList, FieldPath } from './fault-list.ts'
import type { World } from './resolve-world.ts'
import { MAX_STROKES, strokeSchema } from './scenario-schema.ts'
import type { SharedParts } from './shared-parts.ts'
import type { Stroke } from './stroke.ts'
import { asArray } from './unchecked.ts'

/**
 * Compiles the strokes at `path` that are sound. What the schema refuses is passed over, since the
 * check of the whole document has told it; what does not fit the world is added to the faults.
 */
export async function compileStrokes(
  value: unknown,
  path: FieldPath,
  world: World,
  painted: Omit<StrokeBounds, 'size'>,
  faults: FaultList,
  parts: SharedParts,
): Promise<Stroke[]> {
  const strokes: Stroke[] = []
  for (const [i, item] of asArray(value).slice(0, MAX_STROKES).entries()) {
    if (faults.isFull || parts.isSpent) break
    const checked = checkSchema(strokeSchema, item)
    if (!checked.success) continue
    const bounds = { size: world.size, ...painted }
    const stroke = await faults.tryAsync([...path, i], () =>
      compileStroke(checked.data, bounds, parts),
    )
    if (stroke !== undefined) strokes.push(stroke)
  }
  return strokes
}
