// Fills the halo of a bit-sliced world: the bits around the box that its cells look at, each the
// bit of the site that its coordinates name. Wants the layout (PAD_X_WORDS, ROW_WORDS, PAD_Y, ROWS_Y,
// PAD_Z), REACH_X, SIDE_WORDS, INVOCATIONS, IS_TORUS and `resolve`. A division by a constant 0 would
// be refused even where it is never reached, hence the `max`.
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

// The word of 32 sites from x = 32 * column on, as far as anything reaches; `kept` are bits of
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
