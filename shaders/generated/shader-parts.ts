/** Written by `node shaders/embed-parts.ts` from the files beside this folder; not by hand. */
export const shaderParts = {
  field: `// Adds to a channel's value and clamps the exact sum once. Wants FIELD_LIMIT.

fn add_to_field(value: i32, summand: i32) -> i32 {
  let sum = value + summand;
  // Both have the sign that the wrapped sum lacks: the exact one is beyond 32 bits.
  let is_beyond = ((value ^ sum) & (summand ^ sum)) < 0;
  let clamped = clamp(sum, -FIELD_LIMIT, FIELD_LIMIT);
  return select(clamped, select(FIELD_LIMIT, -FIELD_LIMIT, summand < 0), is_beyond);
}
`,
  halo: `// Fills the halo of a bit-sliced world: the bits around the box that its cells look at, each the
// bit of the site that its coordinates name. Wants the layout (PAD_X_WORDS, ROW_WORDS, PAD_Y, ROWS_Y,
// PAD_Z), REACH_X, SIDE_WORDS, INVOCATIONS, IS_TORUS and \`resolve\`. A division by a constant 0 would
// be refused even where it is never reached, hence the \`max\`.
//
// The words of a row that hold its last cells hold bits of the halo too. Other invocations read
// those cells meanwhile, so words are atomic; their cells never change here.

@group(0) @binding(0) var<storage, read_write> cells: array<atomic<u32>>;

fn word_index(column: i32, y: i32, z: i32) -> u32 {
  return u32(((z + PAD_Z) * ROWS_Y + y + PAD_Y) * ROW_WORDS + PAD_X_WORDS + column);
}

fn read_word(column: i32, y: i32, z: i32) -> u32 {
  return atomicLoad(&cells[word_index(column, y, z)]);
}

fn read_bit(x: i32, y: i32, z: i32) -> u32 {
  let site = resolve(x, y, z);
  if (site < 0) {
    return 0u;
  }
  let site_x = site % SIZE_X;
  let row = site / SIZE_X;
  return (read_word(site_x >> 5u, row % SIZE_Y, row / SIZE_Y) >> u32(site_x & 31)) & 1u;
}

// The word of 32 sites from x = 32 * column on, as far as anything reaches; \`kept\` are bits of
// cells that lie in the box. Where a torus is whole words wide, so are the words beyond it.
fn fill_word(column: i32, y: i32, z: i32, kept: u32) {
  let x = column * 32;
  let is_whole = (SIZE_X & 31) == 0 || (x >= 0 && x + 32 <= SIZE_X);
  if (IS_TORUS && is_whole) {
    let column_inside = wrap(column, (SIZE_X + 31) / 32);
    let copied = read_word(column_inside, wrap(y, SIZE_Y), wrap(z, SIZE_Z));
    atomicStore(&cells[word_index(column, y, z)], copied);
    return;
  }
  var word = 0u;
  let end = min(32, SIZE_X + REACH_X - x);
  for (var bit = max(0, -REACH_X - x); bit < end; bit++) {
    if (((kept >> u32(bit)) & 1u) == 0u) {
      word |= read_bit(x + bit, y, z) << u32(bit);
    }
  }
  if (kept != 0u) {
    word |= read_word(column, y, z) & kept;
  }
  atomicStore(&cells[word_index(column, y, z)], word);
}

// A word before or after the cells of a row that lies in the box.
fn fill_side(index: i32) {
  let row = index / max(SIDE_WORDS, 1);
  let place = index % max(SIDE_WORDS, 1);
  let last = SIZE_X >> 5u;
  let column = select(last + place - PAD_X_WORDS, place - PAD_X_WORDS, place < PAD_X_WORDS);
  let kept = select(0u, (1u << u32(SIZE_X & 31)) - 1u, column == last);
  fill_word(column, row % SIZE_Y, row / SIZE_Y, kept);
}

// A word of a row that lies above, below, before or behind the box.
fn fill_outer(index: i32) {
  let column = index % ROW_WORDS - PAD_X_WORDS;
  let row = index / ROW_WORDS;
  let layer_rows = SIZE_Y + 2 * PAD_Y;
  let layers_rows = 2 * PAD_Z * layer_rows;
  if (row < layers_rows) {
    let layer = row / layer_rows;
    let z = select(SIZE_Z + layer - PAD_Z, layer - PAD_Z, layer < PAD_Z);
    fill_word(column, row % layer_rows - PAD_Y, z, 0u);
  } else {
    let rows = max(2 * PAD_Y, 1);
    let place = (row - layers_rows) % rows;
    let y = select(SIZE_Y + place - PAD_Y, place - PAD_Y, place < PAD_Y);
    fill_word(column, y, (row - layers_rows) / rows, 0u);
  }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) place: u32,
) {
  let invocation = invocation_index(group, groups, place);
  if (invocation >= INVOCATIONS) {
    return;
  }
  let index = i32(invocation);
  let sides = SIZE_Y * SIZE_Z * SIDE_WORDS;
  if (index < sides) {
    fill_side(index);
  } else {
    fill_outer(index - sides);
  }
}
`,
  int32: `// Arithmetic of 32-bit integers where WGSL's own differs: x / 0 = 0, x rem 0 = x, MIN / -1 = MIN,
// and shift counts modulo 32. All other operators of i32 wrap in WGSL too.
//
// Here and in the other parts nothing branches, \`&\` and \`|\` standing for \`&&\` and \`||\`: software
// devices take minutes to compile what has hundreds of branches, and others gain nothing by them.

fn is_trap(y: i32) -> bool {
  return (y == 0) | (y == -1);
}

fn divide(x: i32, y: i32) -> i32 {
  let quotient = x / select(y, 1, is_trap(y));
  return select(select(quotient, 0 - x, y == -1), 0, y == 0);
}

fn remainder(x: i32, y: i32) -> i32 {
  // By 1 nothing remains, as by -1.
  return select(x % select(y, 1, is_trap(y)), x, y == 0);
}

fn shift_left(x: i32, by: i32) -> i32 {
  return x << (u32(by) & 31u);
}

fn shift_right(x: i32, by: i32) -> i32 {
  return x >> (u32(by) & 31u);
}

fn shift_right_unsigned(x: i32, by: i32) -> i32 {
  return bitcast<i32>(bitcast<u32>(x) >> (u32(by) & 31u));
}
`,
  invocation: `// The number of an invocation. Workgroups form a plane, since a device takes only so many of them
// along one axis. Wants WORKGROUP_SIZE.

fn invocation_index(group: vec3<u32>, groups: vec3<u32>, place: u32) -> u32 {
  return (group.y * groups.x + group.x) * WORKGROUP_SIZE + place;
}
`,
  nearest: `// The flat index of the site that coordinates name, or of the one nearest to it inside the world,
// axis by axis: in another layer first. Wants \`resolve\`, SIZE_X, SIZE_Y and SIZE_Z.

fn resolve_nearest(x: i32, y: i32, z: i32) -> i32 {
  let site = resolve(x, y, z);
  let near_z = clamp(z, 0, SIZE_Z - 1);
  let in_layer = resolve(x, y, near_z);
  let inside = clamp(x, 0, SIZE_X - 1) + SIZE_X * (clamp(y, 0, SIZE_Y - 1) + SIZE_Y * near_z);
  return select(select(inside, in_layer, in_layer >= 0), site, site >= 0);
}
`,
  philox: `// Philox4x32-10 (J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel Random Numbers: As
// Easy as 1, 2, 3", SC 2011): four random words from a counter of four words and a key of two.

const PHILOX_ROUNDS = 10;
const PHILOX_MULTIPLIERS = vec2<u32>(0xd2511f53u, 0xcd9e8d57u);
const PHILOX_KEY_STEPS = vec2<u32>(0x9e3779b9u, 0xbb67ae85u);

// The upper 32 bits of a 64-bit product; WGSL has no such thing.
fn multiply_high(a: u32, b: u32) -> u32 {
  let a_low = a & 0xffffu;
  let a_high = a >> 16u;
  let b_low = b & 0xffffu;
  let b_high = b >> 16u;
  // A product of two 16-bit numbers leaves room for one more 16-bit number below 2^32.
  let middle = a_high * b_low + ((a_low * b_low) >> 16u);
  let carry = a_low * b_high + (middle & 0xffffu);
  return a_high * b_high + (middle >> 16u) + (carry >> 16u);
}

fn philox(seed_key: vec2<u32>, counter: vec4<u32>) -> vec4<u32> {
  var key = seed_key;
  var words = counter;
  for (var round = 0; round < PHILOX_ROUNDS; round++) {
    words = vec4<u32>(
      multiply_high(PHILOX_MULTIPLIERS.y, words.z) ^ words.y ^ key.x,
      PHILOX_MULTIPLIERS.y * words.z,
      multiply_high(PHILOX_MULTIPLIERS.x, words.x) ^ words.w ^ key.y,
      PHILOX_MULTIPLIERS.x * words.x,
    );
    key += PHILOX_KEY_STEPS;
  }
  return words;
}
`,
  tables: `// Reads of the numbers that a program carries. Wants the storage buffer \`tables\`.

fn table_word(at: u32) -> i32 {
  return bitcast<i32>(tables[at]);
}

// Four entries to a word.
fn table_byte(at: u32, index: u32) -> i32 {
  return i32((tables[at + (index >> 2u)] >> ((index & 3u) << 3u)) & 0xffu);
}
`,
  tally: `// Sums of i32 over all cells, in two words each that wrap at 64 bits. Each workgroup has its own,
// which it adds to the totals when it is done; as sums of integers they know no order.
//
// Wants WORKGROUP_SIZE, TALLIES, FIRST_TOTAL and the storage buffer \`totals\` of atomic words.

var<workgroup> tallies: array<atomic<u32>, 2u * TALLIES>;

// The carry of adding to a lower word that had this value before.
fn carry_of(before: u32, summand: u32) -> u32 {
  return select(0u, 1u, before + summand < summand);
}

fn add_to_tally(tally: u32, value: i32) {
  let low = bitcast<u32>(value);
  let carry = carry_of(atomicAdd(&tallies[2u * tally], low), low);
  atomicAdd(&tallies[2u * tally + 1u], bitcast<u32>(value >> 31u) + carry);
}

// For the whole workgroup, when all its cells have been added.
fn add_to_totals(place: u32) {
  workgroupBarrier();
  for (var tally = place; tally < TALLIES; tally += WORKGROUP_SIZE) {
    let low = atomicLoad(&tallies[2u * tally]);
    let high = atomicLoad(&tallies[2u * tally + 1u]);
    let total = 2u * (FIRST_TOTAL + tally);
    let carry = carry_of(atomicAdd(&totals[total], low), low);
    atomicAdd(&totals[total + 1u], high + carry);
  }
}
`,
  'topologies/box': `// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y
// and SIZE_Z.

fn resolve(x: i32, y: i32, z: i32) -> i32 {
  let is_before = min(x, min(y, z)) < 0;
  let is_beyond = (x >= SIZE_X) | (y >= SIZE_Y) | (z >= SIZE_Z);
  return select(x + SIZE_X * (y + SIZE_Y * z), -1, is_before | is_beyond);
}
`,
  'topologies/cross-surface': `// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y.

fn resolve(x: i32, y: i32, z: i32) -> i32 {
  let across_y = select(x, SIZE_X - 1 - x, is_odd(count_crossings(y, SIZE_Y)));
  let down = wrap(y, SIZE_Y);
  let across_x = select(down, SIZE_Y - 1 - down, is_odd(count_crossings(across_y, SIZE_X)));
  return select(wrap(across_y, SIZE_X) + SIZE_X * across_x, -1, z != 0);
}
`,
  'topologies/klein-x': `// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y
// and SHIFT.

fn resolve(x: i32, y: i32, z: i32) -> i32 {
  let is_twisted = is_odd(count_crossings(y, SIZE_Y));
  let along = select(x, SIZE_X - 1 - SHIFT - x, is_twisted);
  return select(wrap(along, SIZE_X) + SIZE_X * wrap(y, SIZE_Y), -1, z != 0);
}
`,
  'topologies/klein-y': `// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y
// and SHIFT.

fn resolve(x: i32, y: i32, z: i32) -> i32 {
  let is_twisted = is_odd(count_crossings(x, SIZE_X));
  let along = select(y, SIZE_Y - 1 - SHIFT - y, is_twisted);
  return select(wrap(x, SIZE_X) + SIZE_X * wrap(along, SIZE_Y), -1, z != 0);
}
`,
  'topologies/shifted-torus-x': `// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y
// and SHIFT.

fn resolve(x: i32, y: i32, z: i32) -> i32 {
  let shifted = x + SHIFT * count_crossings(y, SIZE_Y);
  return select(wrap(shifted, SIZE_X) + SIZE_X * wrap(y, SIZE_Y), -1, z != 0);
}
`,
  'topologies/shifted-torus-y': `// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y
// and SHIFT.

fn resolve(x: i32, y: i32, z: i32) -> i32 {
  let shifted = y + SHIFT * count_crossings(x, SIZE_X);
  return select(wrap(x, SIZE_X) + SIZE_X * wrap(shifted, SIZE_Y), -1, z != 0);
}
`,
  'topologies/sphere': `// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y.

// The top edge meets the left one and the right edge the bottom one, each from the corner they
// share; a site diagonally beyond a corner is that corner itself.
fn resolve(x: i32, y: i32, z: i32) -> i32 {
  let last = SIZE_X - 1;
  let is_beyond_x = (x < 0) | (x > last);
  let is_beyond_y = (y < 0) | (y > last);
  let corner_x = select(0, last, x > last);
  let corner_y = select(0, last, y > last);
  let site_x = select(select(x, y, is_beyond_x), corner_y, is_beyond_y);
  let site_y = select(select(y, corner_x, is_beyond_x), x, is_beyond_y);
  let at_corner = is_beyond_x & is_beyond_y;
  let site = select(site_x, corner_x, at_corner) + SIZE_X * select(site_y, corner_y, at_corner);
  let is_outside = (z != 0) | (min(x, y) < -1) | (max(x, y) > SIZE_X);
  return select(site, -1, is_outside);
}
`,
  'topologies/torus': `// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y
// and SIZE_Z.

fn resolve(x: i32, y: i32, z: i32) -> i32 {
  return wrap(x, SIZE_X) + SIZE_X * (wrap(y, SIZE_Y) + SIZE_Y * wrap(z, SIZE_Z));
}
`,
  wrap: `// Periods below and above 0.

// Remainder that is never negative.
fn wrap(n: i32, period: i32) -> i32 {
  let rest = n % period;
  return select(rest, rest + period, rest < 0);
}

// How many whole periods lie below n.
fn count_crossings(n: i32, period: i32) -> i32 {
  return (n - wrap(n, period)) / period;
}

fn is_odd(n: i32) -> bool {
  return (n & 1) == 1;
}

// \`wrap\` for numbers at most one period away.
fn wrap_near(n: i32, period: i32) -> i32 {
  return select(select(n, n - period, n >= period), n + period, n < 0);
}
`,
} as const
