// Arithmetic of 32-bit integers where WGSL's own differs: x / 0 = 0, x rem 0 = x, MIN / -1 = MIN,
// and shift counts modulo 32. All other operators of i32 wrap in WGSL too.
//
// Here and in the other parts nothing branches, `&` and `|` standing for `&&` and `||`: software
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
