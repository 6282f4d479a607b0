// Adds to a channel's value and clamps the exact sum once. Wants FIELD_LIMIT.

fn add_to_field(value: i32, summand: i32) -> i32 {
  let sum = value + summand;
  // Both have the sign that the wrapped sum lacks: the exact one is beyond 32 bits.
  let is_beyond = ((value ^ sum) & (summand ^ sum)) < 0;
  let clamped = clamp(sum, -FIELD_LIMIT, FIELD_LIMIT);
  return select(clamped, select(FIELD_LIMIT, -FIELD_LIMIT, summand < 0), is_beyond);
}
