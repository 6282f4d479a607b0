/** What the numbers of a certificate mean, in words. */
import type { Claims } from './certificate.ts'

/** More are counted, and stand in the certificate. */
const LISTED_SYMMETRIES = 8

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** One sentence for each claim, in the order in which they are checked. */
export function tellClaims(claims: Claims): string[] {
  const { kind, recurrence, transient, period, translation, glide, symmetries } = claims
  const isMoved = recurrence === 'translated'
  const what = isMoved ? 'pattern, up to a shift,' : 'state'
  const told = [
    `Tick ${transient} is the first whose ${what} comes back.`,
    `It comes back after ${counted(period, 'tick')}, and no sooner.`,
  ]
  if (kind === 'empty') told.push('No cell is alive from then on.')
  if (kind === 'fixed') told.push('Nothing changes from then on.')
  if (translation !== null) {
    const by = translation.displacement.join(', ')
    told.push(
      isMoved
        ? `By then it has moved by ${by}, so the state itself never comes back.`
        : `It is there again, moved by ${by}, after ${counted(translation.period, 'tick')}, and no sooner.`,
    )
  }
  if (glide !== null) {
    told.push(
      `After ${counted(glide.period, 'tick')}, and no sooner, it is its own image (${glide.orientation}), up to a shift.`,
    )
  }
  if (symmetries !== null) {
    const listed = symmetries.length > LISTED_SYMMETRIES ? '' : `: ${symmetries.join('; ')}`
    const images =
      symmetries.length === 1 ? 'itself alone' : `${symmetries.length} images of itself`
    told.push(`At tick ${transient} it equals, up to a shift, ${images}${listed}.`)
  }
  const { populationMin: least, populationMax: most } = claims
  if (least !== null && most !== null) {
    told.push(
      `Within a period its population is at least ${least.population}, first at tick ${least.tick}, ` +
        `and at most ${most.population}, first at tick ${most.tick}.`,
    )
  }
  return told
}
