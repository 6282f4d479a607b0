/**
 * The standard normal distribution, the same in every engine.
 *
 * The tail is taken apart as exp(-x^2 / 2) R(x), with R by W. J. Cody's rational approximations (Rational Chebyshev
 * approximations for the error function, Mathematics of Computation 23, 1969; with the coefficients of ANORM in Algorithm
 * 715, ACM TOMS 19, 1993), so that logarithms of masses far out need no number that is smaller than doubles can be.
 */
import { exp } from './exp.ts'
import { log1p } from './log1p.ts'
import { ln } from './log2.ts'

const PER_SQRT_TAU = 0.3989422804014327
/** ln sqrt(2 pi). */
const LN_SQRT_TAU = 0.9189385332046727

/** Up to here the distribution is 1/2 plus an odd function, by another approximation. */
const CENTER = 0.66291
/** From here on the tail is approximated in 1 / x^2. */
const FAR = 5.656854249492381

/** Phi(x) - 1/2 for |x| up to {@link CENTER}. */
function centerOf(x: number): number {
  const z = x * x
  const above =
    ((0.06568233791820745 * z + 2.2352520354606837) * z + 161.02823106855587) * z +
    1067.6894854603709
  const below = ((z + 47.202581904688245) * z + 976.0985517377767) * z + 10260.932208618979
  return (x * (above * z + 18154.98125334356)) / (below * z + 45507.78933502673)
}

/** The mass beyond x >= 0, times exp(x^2 / 2). Falls as x rises; 0 for Infinity. */
function scaledTail(x: number): number {
  if (x <= CENTER) return (0.5 - centerOf(x)) * exp(0.5 * x * x)
  return x <= FAR ? scaledTailNear(x) : scaledTailFar(x)
}

function scaledTailNear(x: number): number {
  let above = 1.0765576773720192e-8 * x + 0.39894151208813466
  above = (above * x + 8.883149794388377) * x + 93.50665613217785
  above = (above * x + 597.2702763948002) * x + 2494.5375852903726
  above = (above * x + 6848.190450536283) * x + 11602.65143764735
  let below = x + 22.266688044328117
  below = (below * x + 235.387901782625) * x + 1519.3775994075547
  below = (below * x + 6485.558298266761) * x + 18615.571640885097
  below = (below * x + 34900.95272114598) * x + 38912.00328609327
  return (above * x + 9842.714838383978) / (below * x + 19685.429676859992)
}

function scaledTailFar(x: number): number {
  const z = 1 / (x * x)
  let above = 0.023073441764940174 * z + 0.215898534057957
  above = (above * z + 0.12740116116024736) * z + 0.022235277870649807
  let below = z + 1.284260096144911
  below = (below * z + 0.4682382124808651) * z + 0.06598813786892856
  above = (above * z + 0.0014216191932278934) * z + 2.9112874951168793e-5
  below = (below * z + 0.003782396332027582) * z + 7.297515550839662e-5
  return (PER_SQRT_TAU - (z * above) / below) / x
}

/** exp(-x^2 / 2), with the square taken in two parts so that its rounding is not multiplied by it. */
function bell(x: number): number {
  const size = Math.abs(x)
  if (size > 39) return 0
  const high = Math.floor(size * 16) / 16
  return exp(-0.5 * high * high) * exp(-0.5 * (size - high) * (size + high))
}

/** The mass beyond x >= 0. */
const tail = (x: number) => (x <= CENTER ? 0.5 - centerOf(x) : scaledTail(x) * bell(x))

/** The mass of a standard normal below a score; accurate to about 1e-15 of itself while it is a normal double. */
export function normalCdf(x: number): number {
  if (x >= -CENTER && x <= CENTER) return 0.5 + centerOf(x)
  return x < 0 ? tail(-x) : 1 - tail(x)
}

/**
 * The score below which a standard normal has a mass; -Infinity for 0, Infinity for 1, NaN outside.
 *
 * M. J. Wichura's PPND16 (Algorithm AS 241, Applied Statistics 37, 1988): about 1e-15 of itself.
 */
export function normalQuantile(mass: number): number {
  const q = mass - 0.5
  if (q >= -0.425 && q <= 0.425) return q * quantileFactor(0.180625 - q * q)
  const outside = q < 0 ? mass : 1 - mass
  if (!(outside > 0))
    return outside === 0 ? (q < 0 ? -1 : 1) * Number.POSITIVE_INFINITY : Number.NaN
  const r = Math.sqrt(-ln(outside))
  const size = r <= 5 ? quantileNear(r - 1.6) : quantileFar(r - 5)
  return q < 0 ? -size : size
}

function quantileFactor(r: number): number {
  let above = 2509.0809287301227 * r + 33430.57558358813
  above = (above * r + 67265.7709270087) * r + 45921.95393154987
  above = (above * r + 13731.69376550946) * r + 1971.5909503065513
  let below = 5226.495278852855 * r + 28729.085735721943
  below = (below * r + 39307.89580009271) * r + 21213.794301586597
  below = (below * r + 5394.196021424751) * r + 687.1870074920579
  return (
    ((above * r + 133.14166789178438) * r + 3.3871328727963665) /
    ((below * r + 42.31333070160091) * r + 1)
  )
}

function quantileNear(r: number): number {
  let above = 0.0007745450142783414 * r + 0.022723844989269184
  above = (above * r + 0.2417807251774506) * r + 1.2704582524523684
  above = (above * r + 3.6478483247632045) * r + 5.769497221460691
  let below = 1.0507500716444169e-9 * r + 0.0005475938084995345
  below = (below * r + 0.015198666563616457) * r + 0.14810397642748008
  below = (below * r + 0.6897673349851) * r + 1.6763848301838038
  return (
    ((above * r + 4.630337846156546) * r + 1.4234371107496835) /
    ((below * r + 2.053191626637759) * r + 1)
  )
}

function quantileFar(r: number): number {
  let above = 2.0103343992922881e-7 * r + 2.7115555687434876e-5
  above = (above * r + 0.0012426609473880784) * r + 0.026532189526576124
  above = (above * r + 0.29656057182850487) * r + 1.7848265399172913
  let below = 2.0442631033899397e-15 * r + 1.421511758316446e-7
  below = (below * r + 1.8463183175100548e-5) * r + 0.0007868691311456133
  below = (below * r + 0.014875361290850615) * r + 0.1369298809227358
  return (
    ((above * r + 5.463784911164114) * r + 6.657904643501103) /
    ((below * r + 0.599832206555888) * r + 1)
  )
}

/** With less than this of half-width times distance from the middle, tails differ too little to be subtracted. */
const NARROW = 0.25

/**
 * The natural logarithm of the mass of a standard normal between two scores, however far out or close together they are;
 * -Infinity where they are equal, NaN where `low` is above `high`. The scores may be infinite.
 */
export function lnNormalMass(low: number, high: number): number {
  if (!(low < high)) return low === high ? Number.NEGATIVE_INFINITY : Number.NaN
  // By symmetry the interval is around 0 or below it, with its lower end farther out.
  return low + high > 0 ? lnMassBelow(-high, -low) : lnMassBelow(low, high)
}

function lnMassBelow(low: number, high: number): number {
  if (high > 0) return lnMassAround(low, high)
  const half = 0.5 * (high - low)
  const middle = 0.5 * (high + low)
  const product = half * -middle
  if (product < NARROW) return lnMassNarrow(middle, half)
  // exp(-low^2 / 2) is exp(-high^2 / 2) times exp(-2 product).
  const difference = scaledTail(-high) - (product > 20 ? 0 : scaledTail(-low) * exp(-2 * product))
  return ln(difference) - 0.5 * high * high
}

/** Of an interval that holds 0 inside. */
function lnMassAround(low: number, high: number): number {
  if (low > -CENTER) return ln(centerOf(high) - centerOf(low))
  const outside = tail(high) + tail(-low)
  return outside < 0.5 ? log1p(0 - outside) : ln(1 - outside)
}

/** 1 / ((2k + 2)(2k + 3)). */
const STEPS = Array.from({ length: 10 }, (_, k) => 1 / ((2 * k + 2) * (2 * k + 3)))
/** (2k - 1) / (2k + 1). */
const WEIGHTS = Array.from({ length: 10 }, (_, k) => (2 * k - 1) / (2 * k + 1))
const NEGLIGIBLE = 1e-17

/**
 * Of middle m and half-width h with h |m| < {@link NARROW} and h <= |m|: phi(m) 2h times the sum of He_2k(m) h^2k / (2k + 1)!,
 * the Taylor series of the density. The even Hermite polynomials follow from each other, by He_(n+1) = m He_n - n He_(n-1)
 * used twice: He_(2k+2) = (m^2 - 4k - 1) He_2k - 2k (2k - 1) He_(2k-2). Ten terms leave less than 1e-16.
 */
function lnMassNarrow(m: number, h: number): number {
  const product = m * h
  const [u, v] = [product * product, h * h]
  let [before, term, sum] = [0, 1, 1]
  for (let k = 0; k < 10; k++) {
    const next = ((u - (4 * k + 1) * v) * term - WEIGHTS[k]! * v * v * before) * STEPS[k]!
    before = term
    term = next
    sum += term
    // One alone may be small near a root of its polynomial.
    if (Math.abs(term) < NEGLIGIBLE && Math.abs(before) < NEGLIGIBLE) break
  }
  return ln(2 * h * sum) - 0.5 * m * m - LN_SQRT_TAU
}
