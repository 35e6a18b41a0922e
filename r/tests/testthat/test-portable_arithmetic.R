test_that("products add their terms by folding them", {
  # v1 + v3, then + v2: (1e16 - 1e16) + 1 is 1 in doubles, and 0 in another order
  expect_identical(portable_dot(rbind(c(1e16, 1, -1e16)), cbind(c(1, 1, 1))), cbind(1))
  expect_identical(portable_dot_a_bt(rbind(c(1e16, 1, -1e16)), rbind(c(1, 1, 1))), cbind(1))
  expect_identical(portable_dot_a_bt(rbind(c(1e16, -1e16, 1)), rbind(c(1, 1, 1))), cbind(0))
})

test_that("sums over samples fold, the one in the middle waiting", {
  expect_identical(portable_column_sums(cbind(c(1e16, 1, -1e16, 1))), cbind(2)) # (1e16 - 1e16) + (1 + 1)
  expect_identical(portable_column_sums(cbind(c(1e16, -1e16, 1))), cbind(0))
  expect_identical(portable_dot_at_b(cbind(c(1e16, 1, -1e16, 1)), cbind(c(1, 1, 1, 1))), cbind(2))
  expect_identical(portable_mean(rbind(c(1e16, 1, -1e16, 1))), 0.5)
  expect_identical(fold(cbind(1:5 + 0)), cbind(15))
})

test_that("a product of single products has the same bits by either way of computing it", {
  set.seed(1)
  for (n in c(1, 2, 15, 16, 17, 31, 33, 100)) {
    for (columns in list(c(2, 3), c(3, 2), c(25, 25), c(1, 70), c(70, 1))) {
      A <- matrix(stats::rnorm(n * columns[1]), n)
      B <- matrix(stats::rnorm(n * columns[2]), n)
      one_by_one <- outer(
        seq_len(columns[1]),
        seq_len(columns[2]),
        Vectorize(function(i, j) portable_column_sums(A[, i, drop = FALSE] * B[, j, drop = FALSE]))
      )
      expect_same_bits(dot_of_products(A, B), one_by_one)
    }
  }
})

test_that("parts add up to the values, and their products are exact", {
  set.seed(2)
  A <- matrix(stats::rnorm(40 * 20), 40)
  B <- matrix(stats::rnorm(40 * 30), 40)
  expect_identical(power_below(rbind(c(0.3, -5, 1))), 4)
  cut <- parts(A, 2^-20, 2^22, 3)
  expect_identical(cut[[1]] + (cut[[2]] + cut[[3]]), A) # 64 bits hold all of such values
  expect_true(all(cut[[1]] %% 2^-20 == 0))
  expect_identical(portable_dot_at_b(A, B), dot_of_parts(A, B, power_below(A), power_below(B)))
  # near enough to be rounded once: 2^-53 of the result, and next to nothing of the largest terms
  expect_lte(max(abs(portable_dot_at_b(A, B) - crossprod(A, B)) / crossprod(abs(A), abs(B))), 2 * gamma_of(40))
  A[1, 1] <- NaN # then single products
  expect_identical(portable_dot_at_b(A, B), dot_of_products(A, B))
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
