// The flat index of the site that coordinates name, or -1 outside the world. Wants SIZE_X, SIZE_Y.

// The top edge meets the left one and the right edge the bottom one, each from the corner they
// share; a site diagonally beyond a corner is that corner itself.
fn resolve(x: i32, y: i32, z: i32) -> i32 {
  let last = SIZE_X - 1;
  let is_beyond_x = (x < 0) | (x > last);
  let is_beyond_y = (y < 0) | (y > last);
  let corner_x = select(0, last, x > last);
  let corner_y = select(0, last, y > last);
  let site_x = select(select(x, y, is_beyond_x), corner_y, is_beyond_y);
  let site_y = select(select(y, corner_x, is_beyond_x), x, is_beyond_y);
  let at_corner = is_beyond_x & is_beyond_y;
  let site = select(site_x, corner_x, at_corner) + SIZE_X * select(site_y, corner_y, at_corner);
  let is_outside = (z != 0) | (min(x, y) < -1) | (max(x, y) > SIZE_X);
  return select(site, -1, is_outside);
}
