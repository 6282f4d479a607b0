// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y
// and SHIFT.

fn resolve(x: i32, y: i32, z: i32) -> i32 {
  let is_twisted = is_odd(count_crossings(x, SIZE_X));
  let along = select(y, SIZE_Y - 1 - SHIFT - y, is_twisted);
  return select(wrap(x, SIZE_X) + SIZE_X * wrap(along, SIZE_Y), -1, z != 0);
}
