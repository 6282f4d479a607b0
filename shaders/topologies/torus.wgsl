// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y
// and SIZE_Z.

fn resolve(x: i32, y: i32, z: i32) -> i32 {
  return wrap(x, SIZE_X) + SIZE_X * (wrap(y, SIZE_Y) + SIZE_Y * wrap(z, SIZE_Z));
}
