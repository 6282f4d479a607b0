// Sums of i32 over all cells, in two words each that wrap at 64 bits. Each workgroup has its own,
// which it adds to the totals when it is done; as sums of integers they know no order.
//
// Wants WORKGROUP_SIZE, TALLIES, FIRST_TOTAL and the storage buffer `totals` of atomic words.

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
