// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y.

fn resolve(x: i32, y: i32, z: i32) -> i32 {
  let across_y = select(x, SIZE_X - 1 - x, is_odd(count_crossings(y, SIZE_Y)));
  let down = wrap(y, SIZE_Y);
  let across_x = select(down, SIZE_Y - 1 - down, is_odd(count_crossings(across_y, SIZE_X)));
  return select(wrap(across_y, SIZE_X) + SIZE_X * across_x, -1, z != 0);
}
