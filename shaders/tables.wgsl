// Reads of the numbers that a program carries. Wants the storage buffer `tables`.

fn table_word(at: u32) -> i32 {
  return bitcast<i32>(tables[at]);
}

// Four entries to a word.
fn table_byte(at: u32, index: u32) -> i32 {
  return i32((tables[at + (index >> 2u)] >> ((index & 3u) << 3u)) & 0xffu);
}
