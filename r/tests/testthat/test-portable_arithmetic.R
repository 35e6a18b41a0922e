test_that("products add their terms in the order of their index", {
  # (1e16 + 1) - 1e16 is 0 in doubles, and 1 in another order
  expect_identical(portable_dot(rbind(c(1e16, 1, -1e16)), cbind(c(1, 1, 1))), cbind(0))
  expect_identical(portable_dot_a_bt(rbind(c(1e16, 1, -1e16)), rbind(c(1, 1, 1))), cbind(0))
  expect_identical(portable_dot_a_bt(rbind(c(1e16, -1e16, 1)), rbind(c(1, 1, 1))), cbind(1))
})

test_that("sums over samples add in pairs, the last one waiting for a partner", {
  expect_identical(portable_column_sums(cbind(c(1e16, 1, -1e16, 1))), cbind(0)) # (1e16 + 1) + (-1e16 + 1)
  expect_identical(portable_column_sums(cbind(c(1e16, -1e16, 1))), cbind(1))
  expect_identical(portable_dot_at_b(cbind(c(1e16, 1, -1e16, 1)), cbind(c(1, 1, 1, 1))), cbind(0))
  expect_identical(portable_mean(rbind(c(1e16, 1, -1e16, 1))), 0)
})

test_that("a product over many samples has the same bits by either way of computing it", {
  set.seed(1)
  for (n in c(1, 2, 15, 16, 17, 31, 33, 100)) {
    for (columns in list(c(2, 3), c(3, 2), c(25, 25))) {
      A <- matrix(stats::rnorm(n * columns[1]), n)
      B <- matrix(stats::rnorm(n * columns[2]), n)
      one_by_one <- outer(
        seq_len(columns[1]),
        seq_len(columns[2]),
        Vectorize(function(i, j) portable_column_sums(A[, i, drop = FALSE] * B[, j, drop = FALSE]))
      )
      expect_same_bits(portable_dot_at_b(A, B), one_by_one)
    }
  }
})

test_that("exp, tanh and log1p are near R's own, which are near the truth", {
  x <- matrix(seq(-40, 40, length.out = 4001), ncol = 1)
  # R's own is less than 1 ULP off, portable_exp as well: so they are at most 2 apart; see the @return of each
  expect_lte(max(ulps_apart(portable_exp(x), exp(x))), 2)
  expect_lte(max(ulps_apart(portable_tanh(x / 10), tanh(x / 10))), 4)
  expect_lte(max(ulps_apart(portable_log1p(abs(x) / 40), log1p(abs(x) / 40))), 3)
})

test_that("exp reaches subnormals and the largest numbers", {
  expect_identical(portable_exp(rbind(c(-745.2, 709.9))), rbind(c(0, Inf)))
  expect_identical(portable_exp(cbind(-745)), cbind(2^-1074))
  expect_true(is.finite(portable_exp(cbind(709.78))))
  expect_identical(coth_excess(cbind(0)), cbind(0))
})
