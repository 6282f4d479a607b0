// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y
// and SHIFT.

fn resolve(x: i32, y: i32, z: i32) -> i32 {
  let shifted = y + SHIFT * count_crossings(x, SIZE_X);
  return select(wrap(x, SIZE_X) + SIZE_X * wrap(shifted, SIZE_Y), -1, z != 0);
}
