// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y
// and SHIFT.

fn resolve(x: i32, y: i32, z: i32) -> i32 {
  let is_twisted = is_odd(count_crossings(y, SIZE_Y));
  let along = select(x, SIZE_X - 1 - SHIFT - x, is_twisted);
  return select(wrap(along, SIZE_X) + SIZE_X * wrap(y, SIZE_Y), -1, z != 0);
}
