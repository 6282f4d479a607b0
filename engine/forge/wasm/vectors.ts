/**
 * The 128-bit vector instructions for integers, named as in the standard but in camel case:
 * https://webassembly.github.io/spec/core/binary/instructions.html#vector-instructions
 */
import {
  type Expression,
  expression,
  loading,
  type Opcode,
  type Operand,
  operation,
  storing,
  writeOpcode,
  writeOperand,
  writePlace,
} from './expression.ts'

const simd = (code: number): Opcode => [0xfd, code]
const unary = (code: number) => operation(['v128'], 'v128', simd(code))
const binary = (code: number) => operation(['v128', 'v128'], 'v128', simd(code))
const shift = (code: number) => operation(['v128', 'i32'], 'v128', simd(code))
const test = (code: number) => operation(['v128'], 'i32', simd(code))

/** The 16 bytes of a constant whose lanes all hold one number. */
function repeat(value: number | bigint, laneBytes: number): Uint8Array {
  const bits = BigInt(value)
  return Uint8Array.from({ length: 16 }, (_, i) =>
    Number(BigInt.asUintN(8, bits >> BigInt(8 * (i % laneBytes)))),
  )
}

/** 16 bytes, the lowest lane first. */
function constant(bytes: ArrayLike<number>): Expression<'v128'> {
  if (bytes.length !== 16) throw new Error(`a vector has 16 bytes, not ${bytes.length}`)
  return expression('v128', (out) => {
    writeOpcode(out, simd(12))
    out.bytes(bytes)
  })
}

/** All lanes hold the same number. */
const splatConstant = (laneBytes: number) => (value: number | bigint) =>
  constant(repeat(value, laneBytes))

const extracting =
  <T extends 'i32' | 'i64'>(type: T, code: number) =>
  (lane: number, vector: Operand<'v128'>): Expression<T> =>
    expression(type, (out) => {
      writeOperand(out, vector)
      writeOpcode(out, simd(code))
      out.byte(lane)
    })

const replacing =
  <T extends 'i32' | 'i64'>(_type: T, code: number) =>
  (lane: number, vector: Operand<'v128'>, value: Operand<T>): Expression<'v128'> =>
    expression('v128', (out) => {
      writeOperand(out, vector)
      writeOperand(out, value)
      writeOpcode(out, simd(code))
      out.byte(lane)
    })

/** One lane from memory, the others from the vector. */
const laneLoading =
  (code: number, bytes: number) =>
  (
    lane: number,
    address: Operand<'i32'>,
    vector: Operand<'v128'>,
    offset = 0,
  ): Expression<'v128'> =>
    expression('v128', (out) => {
      writeOperand(out, address)
      writeOperand(out, vector)
      writeOpcode(out, simd(code))
      writePlace(out, bytes, offset)
      out.byte(lane)
    })

/** One lane to memory. */
const laneStoring =
  (code: number, bytes: number) =>
  (
    lane: number,
    address: Operand<'i32'>,
    vector: Operand<'v128'>,
    offset = 0,
  ): Expression<'void'> =>
    expression('void', (out) => {
      writeOperand(out, address)
      writeOperand(out, vector)
      writeOpcode(out, simd(code))
      writePlace(out, bytes, offset)
      out.byte(lane)
    })

const load = (code: number, bytes: number) => loading('v128', simd(code), bytes)

export const v128 = {
  const: constant,
  not: unary(77),
  and: binary(78),
  /** `left & ~right`. */
  andnot: binary(79),
  or: binary(80),
  xor: binary(81),
  /** Bits of `ones` where the mask has 1, of `zeros` where it has 0; about three operations. */
  bitselect: (
    ones: Operand<'v128'>,
    zeros: Operand<'v128'>,
    mask: Operand<'v128'>,
  ): Expression<'v128'> => bitselect(ones, zeros, mask),
  anyTrue: test(83),
  load: load(0, 16),
  load8x8S: load(1, 8),
  load8x8U: load(2, 8),
  load16x4S: load(3, 8),
  load16x4U: load(4, 8),
  load32x2S: load(5, 8),
  load32x2U: load(6, 8),
  load8Splat: load(7, 1),
  load16Splat: load(8, 2),
  load32Splat: load(9, 4),
  load64Splat: load(10, 8),
  load32Zero: load(92, 4),
  load64Zero: load(93, 8),
  load8Lane: laneLoading(84, 1),
  load16Lane: laneLoading(85, 2),
  load32Lane: laneLoading(86, 4),
  load64Lane: laneLoading(87, 8),
  store: storing('v128', simd(11), 16),
  store8Lane: laneStoring(88, 1),
  store16Lane: laneStoring(89, 2),
  store32Lane: laneStoring(90, 4),
  store64Lane: laneStoring(91, 8),
} as const

const bitselect = operation(['v128', 'v128', 'v128'], 'v128', simd(82))

export const i8x16 = {
  const: splatConstant(1),
  /** Bytes picked from both vectors by constants: 0 to 15 the left's, 16 to 31 the right's. */
  shuffle: (
    left: Operand<'v128'>,
    right: Operand<'v128'>,
    lanes: readonly number[],
  ): Expression<'v128'> => {
    if (lanes.length !== 16) throw new Error(`a shuffle names 16 bytes, not ${lanes.length}`)
    return expression('v128', (out) => {
      writeOperand(out, left)
      writeOperand(out, right)
      writeOpcode(out, simd(13))
      out.bytes(lanes)
    })
  },
  /** `bytes[indices]` in each lane; 0 for indices over 15. */
  swizzle: binary(14),
  splat: operation(['i32'], 'v128', simd(15)),
  extractLaneS: extracting('i32', 21),
  extractLaneU: extracting('i32', 22),
  replaceLane: replacing('i32', 23),
  eq: binary(35),
  ne: binary(36),
  ltS: binary(37),
  ltU: binary(38),
  gtS: binary(39),
  gtU: binary(40),
  leS: binary(41),
  leU: binary(42),
  geS: binary(43),
  geU: binary(44),
  abs: unary(96),
  neg: unary(97),
  popcnt: unary(98),
  allTrue: test(99),
  bitmask: test(100),
  narrowI16x8S: binary(101),
  narrowI16x8U: binary(102),
  shl: shift(107),
  shrS: shift(108),
  shrU: shift(109),
  add: binary(110),
  addSatS: binary(111),
  addSatU: binary(112),
  sub: binary(113),
  subSatS: binary(114),
  subSatU: binary(115),
  minS: binary(118),
  minU: binary(119),
  maxS: binary(120),
  maxU: binary(121),
  avgrU: binary(123),
} as const

export const i16x8 = {
  const: splatConstant(2),
  splat: operation(['i32'], 'v128', simd(16)),
  extractLaneS: extracting('i32', 24),
  extractLaneU: extracting('i32', 25),
  replaceLane: replacing('i32', 26),
  eq: binary(45),
  ne: binary(46),
  ltS: binary(47),
  ltU: binary(48),
  gtS: binary(49),
  gtU: binary(50),
  leS: binary(51),
  leU: binary(52),
  geS: binary(53),
  geU: binary(54),
  extaddPairwiseI8x16S: unary(124),
  extaddPairwiseI8x16U: unary(125),
  abs: unary(128),
  neg: unary(129),
  q15mulrSatS: binary(130),
  allTrue: test(131),
  bitmask: test(132),
  narrowI32x4S: binary(133),
  narrowI32x4U: binary(134),
  extendLowI8x16S: unary(135),
  extendHighI8x16S: unary(136),
  extendLowI8x16U: unary(137),
  extendHighI8x16U: unary(138),
  shl: shift(139),
  shrS: shift(140),
  shrU: shift(141),
  add: binary(142),
  addSatS: binary(143),
  addSatU: binary(144),
  sub: binary(145),
  subSatS: binary(146),
  subSatU: binary(147),
  mul: binary(149),
  minS: binary(150),
  minU: binary(151),
  maxS: binary(152),
  maxU: binary(153),
  avgrU: binary(155),
  extmulLowI8x16S: binary(156),
  extmulHighI8x16S: binary(157),
  extmulLowI8x16U: binary(158),
  extmulHighI8x16U: binary(159),
} as const

export const i32x4 = {
  const: splatConstant(4),
  splat: operation(['i32'], 'v128', simd(17)),
  extractLane: extracting('i32', 27),
  replaceLane: replacing('i32', 28),
  eq: binary(55),
  ne: binary(56),
  ltS: binary(57),
  ltU: binary(58),
  gtS: binary(59),
  gtU: binary(60),
  leS: binary(61),
  leU: binary(62),
  geS: binary(63),
  geU: binary(64),
  extaddPairwiseI16x8S: unary(126),
  extaddPairwiseI16x8U: unary(127),
  abs: unary(160),
  neg: unary(161),
  allTrue: test(163),
  bitmask: test(164),
  extendLowI16x8S: unary(167),
  extendHighI16x8S: unary(168),
  extendLowI16x8U: unary(169),
  extendHighI16x8U: unary(170),
  shl: shift(171),
  shrS: shift(172),
  shrU: shift(173),
  add: binary(174),
  sub: binary(177),
  mul: binary(181),
  minS: binary(182),
  minU: binary(183),
  maxS: binary(184),
  maxU: binary(185),
  dotI16x8S: binary(186),
  extmulLowI16x8S: binary(188),
  extmulHighI16x8S: binary(189),
  extmulLowI16x8U: binary(190),
  extmulHighI16x8U: binary(191),
} as const

export const i64x2 = {
  const: splatConstant(8),
  splat: operation(['i64'], 'v128', simd(18)),
  extractLane: extracting('i64', 29),
  replaceLane: replacing('i64', 30),
  abs: unary(192),
  neg: unary(193),
  allTrue: test(195),
  bitmask: test(196),
  extendLowI32x4S: unary(199),
  extendHighI32x4S: unary(200),
  extendLowI32x4U: unary(201),
  extendHighI32x4U: unary(202),
  shl: shift(203),
  shrS: shift(204),
  shrU: shift(205),
  add: binary(206),
  sub: binary(209),
  mul: binary(213),
  eq: binary(214),
  ne: binary(215),
  ltS: binary(216),
  gtS: binary(217),
  leS: binary(218),
  geS: binary(219),
  extmulLowI32x4S: binary(220),
  extmulHighI32x4S: binary(221),
  extmulLowI32x4U: binary(222),
  extmulHighI32x4U: binary(223),
} as const
