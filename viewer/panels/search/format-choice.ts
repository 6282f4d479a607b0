/** Values of parameters as people read them. */
import type { Choice } from '../../../engine/search/parameter.ts'

/** Five digits of a number, anything else as it is. */
export function formatChoice(value: Choice): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(5))) : String(value)
}
