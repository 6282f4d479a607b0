// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y
// and SIZE_Z.

fn resolve(x: i32, y: i32, z: i32) -> i32 {
  let is_before = min(x, min(y, z)) < 0;
  let is_beyond = (x >= SIZE_X) | (y >= SIZE_Y) | (z >= SIZE_Z);
  return select(x + SIZE_X * (y + SIZE_Y * z), -1, is_before | is_beyond);
}
