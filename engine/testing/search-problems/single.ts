/**
 * Problems of one objective: Hartmann's function of six parameters (L. Dixon, G. Szego, "Towards Global Optimisation 2", 1978)
 * and four that everyone uses (Ackley, Rastrigin, Rosenbrock, an ellipsoid), some turned so that parameters depend on each
 * other, and all moved so that no answer lies in the middle.
 */
import type { Params } from '../../search/parameter.ts'
import { floats, type SingleProblem, sum, valuesOf } from './search-problem.ts'

const { cos, E, exp, PI, sin, sqrt } = Math

const WEIGHTS = [1, 1.2, 3, 3.2]
const SCALES = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
]
const CENTERS = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]

export const HARTMANN6: SingleProblem = {
  name: 'hartmann6',
  space: floats(6),
  objectives: 1,
  best: -3.322368011415514,
  evaluate(params) {
    const x = valuesOf(params, 6)
    const terms = WEIGHTS.map((weight, i) => {
      const distances = x.map((each, j) => SCALES[i]![j]! * (each - CENTERS[i]![j]!) ** 2)
      return weight * exp(-sum(distances))
    })
    return [-sum(terms)]
  },
}

/** Where the answer of the moved problems is: parameter i at this share of its range. */
const SHARES = [0.62, 0.31, 0.74, 0.43, 0.17, 0.55]

/** Offsets from the answer, for floats from -5 to 5. */
const offsetsOf = (params: Params, count: number) =>
  valuesOf(params, count).map((x, i) => x - (10 * SHARES[i]! - 5))

/** Turns neighboring pairs by half a radian, one pair after the other. */
function turn(offsets: readonly number[]): readonly number[] {
  const turned = [...offsets]
  for (let i = 0; i + 1 < turned.length; i++) {
    const [a, b] = [turned[i]!, turned[i + 1]!]
    turned[i] = cos(0.5) * a - sin(0.5) * b
    turned[i + 1] = sin(0.5) * a + cos(0.5) * b
  }
  return turned
}

function build(
  name: string,
  count: number,
  ofOffsets: (z: readonly number[]) => number,
): SingleProblem {
  return {
    name,
    space: floats(count, -5, 5),
    objectives: 1,
    best: 0,
    evaluate: (params) => [ofOffsets(offsetsOf(params, count))],
  }
}

/** A deep hole in a rippled plain. */
export const ACKLEY = build('ackley', 5, (z) => {
  const radius = sqrt(sum(z.map((each) => each * each)) / z.length)
  const ripples = sum(z.map((each) => cos(2 * PI * each))) / z.length
  return 20 + E - 20 * exp(-0.2 * radius) - exp(ripples)
})

/** A bowl of many valleys, along the axes. */
export const RASTRIGIN = build('rastrigin', 4, (z) =>
  sum(z.map((each) => each * each - 10 * cos(2 * PI * each) + 10)),
)

/** The same, turned. */
export const TURNED_RASTRIGIN = build('turned-rastrigin', 4, (z) =>
  sum(turn(z).map((each) => each * each - 10 * cos(2 * PI * each) + 10)),
)

/** A bent valley. */
export const ROSENBROCK = build('rosenbrock', 4, (z) => {
  const x = z.map((each) => each / 2 + 1)
  return sum(x.slice(1).map((next, i) => 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2))
})

/** A narrow bowl, turned: the longest axis is ten times the shortest. */
export const ELLIPSOID = build('ellipsoid', 6, (z) =>
  sum(turn(z).map((each, i) => 10 ** ((2 * i) / (z.length - 1)) * each * each)),
)
