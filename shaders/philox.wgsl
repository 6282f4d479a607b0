// Philox4x32-10 (J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel Random Numbers: As
// Easy as 1, 2, 3", SC 2011): four random words from a counter of four words and a key of two.

const PHILOX_ROUNDS = 10;
const PHILOX_MULTIPLIERS = vec2<u32>(0xd2511f53u, 0xcd9e8d57u);
const PHILOX_KEY_STEPS = vec2<u32>(0x9e3779b9u, 0xbb67ae85u);

// The upper 32 bits of a 64-bit product; WGSL has no such thing.
fn multiply_high(a: u32, b: u32) -> u32 {
  let a_low = a & 0xffffu;
  let a_high = a >> 16u;
  let b_low = b & 0xffffu;
  let b_high = b >> 16u;
  // A product of two 16-bit numbers leaves room for one more 16-bit number below 2^32.
  let middle = a_high * b_low + ((a_low * b_low) >> 16u);
  let carry = a_low * b_high + (middle & 0xffffu);
  return a_high * b_high + (middle >> 16u) + (carry >> 16u);
}

fn philox(seed_key: vec2<u32>, counter: vec4<u32>) -> vec4<u32> {
  var key = seed_key;
  var words = counter;
  for (var round = 0; round < PHILOX_ROUNDS; round++) {
    words = vec4<u32>(
      multiply_high(PHILOX_MULTIPLIERS.y, words.z) ^ words.y ^ key.x,
      PHILOX_MULTIPLIERS.y * words.z,
      multiply_high(PHILOX_MULTIPLIERS.x, words.x) ^ words.w ^ key.y,
      PHILOX_MULTIPLIERS.x * words.x,
    );
    key += PHILOX_KEY_STEPS;
  }
  return words;
}
