// The flat index of the site that coordinates name, or of the one nearest to it inside the world,
// axis by axis: in another layer first. Wants `resolve`, SIZE_X, SIZE_Y and SIZE_Z.

fn resolve_nearest(x: i32, y: i32, z: i32) -> i32 {
  let site = resolve(x, y, z);
  let near_z = clamp(z, 0, SIZE_Z - 1);
  let in_layer = resolve(x, y, near_z);
  let inside = clamp(x, 0, SIZE_X - 1) + SIZE_X * (clamp(y, 0, SIZE_Y - 1) + SIZE_Y * near_z);
  return select(select(inside, in_layer, in_layer >= 0), site, site >= 0);
}
