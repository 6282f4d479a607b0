// Periods below and above 0.

// Remainder that is never negative.
fn wrap(n: i32, period: i32) -> i32 {
  let rest = n % period;
  return select(rest, rest + period, rest < 0);
}

// How many whole periods lie below n.
fn count_crossings(n: i32, period: i32) -> i32 {
  return (n - wrap(n, period)) / period;
}

fn is_odd(n: i32) -> bool {
  return (n & 1) == 1;
}

// `wrap` for numbers at most one period away.
fn wrap_near(n: i32, period: i32) -> i32 {
  return select(select(n, n - period, n >= period), n + period, n < 0);
}
