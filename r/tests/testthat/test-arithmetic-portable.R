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

test_that("a fold of any length adds up in halves, finite or not, and gives no -0", {
  set.seed(3)
  halves <- function(v) {
    if (length(v) == 1) {
      return(v + 0)
    }
    kept <- length(v) - length(v) %/% 2
    halves(v[seq_len(kept)] + c(v[-seq_len(kept)], if (length(v) %% 2 == 1) 0))
  }
  for (k in c(1:9, 125, 127:130, 257, 1000)) {
    A <- matrix(stats::rnorm(k * 3) * 10^stats::runif(k * 3, -9, 9), k)
    expect_same_bits(fold(A), rbind(apply(A, 2, halves)))
    A[k, 2] <- Inf # whose column alone is not finite
    expect_same_bits(fold(A), rbind(apply(A, 2, halves)))
    expect_identical(1 / fold(matrix(-0, k, 2)), rbind(c(Inf, Inf)))
  }
})

test_that("a product of single products has the same bits by each way of computing it", {
  set.seed(1)
  for (k in c(1, 2, 3, 15, 16, 17, 31, 33, 100, 300)) {
    for (columns in list(c(1, 1), c(2, 3), c(3, 2), c(25, 25), c(1, 70), c(70, 1), c(5, 40))) {
      A <- matrix(stats::rnorm(k * columns[1]), k)
      B <- matrix(stats::rnorm(k * columns[2]), k)
      one_by_one <- function() {
        outer(
          seq_len(columns[1]),
          seq_len(columns[2]),
          Vectorize(function(i, j) portable_column_sums(A[, i, drop = FALSE] * B[, j, drop = FALSE]))
        )
      }
      expect_same_bits(dot_of_products(A, B), one_by_one())
      A[1, 1] <- Inf
      expect_same_bits(dot_of_products(A, B), one_by_one())
    }
  }
})

test_that("products of parts are nearly exact, and only of what fits", {
  set.seed(2)
  A <- matrix(stats::rnorm(40 * 20), 40)
  B <- matrix(stats::rnorm(40 * 30), 40)
  expect_identical(largest_magnitude(rbind(c(0.3, -5, 1))), 5)
  expect_identical(power_below(rbind(c(0.3, -5, 1))), 4)
  expect_identical(portable_dot_at_b(A, B), dot_of_parts(A, B, power_below(A), power_below(B), crossprod))
  expect_lte(max(abs(portable_dot_at_b(A, B) - crossprod(A, B)) / crossprod(abs(A), abs(B))), 2 * gamma_of(40))

  whole <- round(A * 100) # whole numbers, of which every sum is exact
  expect_identical(portable_dot_at_b(whole, whole), crossprod(whole))

  long <- matrix(stats::rnorm(301 * 20), 301) # more terms than the sums of parts may have
  halves <- list(1:150, 151:301)
  by_halves <- lapply(halves, function(rows) portable_dot_at_b(long[rows, ], long[rows, ]))
  expect_identical(portable_dot_at_b(long, long), by_halves[[1]] + by_halves[[2]])

  A[1, 1] <- NaN # then single products
  expect_identical(portable_dot_at_b(A, B), dot_of_products(A, B))
})

test_that("exp, tanh and log1p are near R's own, which are near the truth", {
  x <- matrix(seq(-40, 40, length.out = 4001), ncol = 1)
  # R's own is less than 1 ULP off, portable_exp as well: so they are at most 2 apart; see the @return of each
  expect_lte(max(ulps_apart(portable_exp(x), exp(x))), 2)
  ends <- cbind(c(-708, -701.4, -700.9, -700, 700, 700.9, 701.9, 709)) # where the table alone does not reach
  expect_lte(max(ulps_apart(portable_exp(ends), exp(ends))), 2)
  expect_lte(max(ulps_apart(portable_tanh(x / 10), tanh(x / 10))), 4)
  expect_lte(max(ulps_apart(portable_log1p(abs(x) / 40), log1p(abs(x) / 40))), 3)
})

test_that("exp reaches subnormals and the largest numbers", {
  expect_identical(portable_exp(rbind(c(-745.2, 709.9))), rbind(c(0, Inf)))
  expect_identical(portable_exp(cbind(-745)), cbind(2^-1074))
  expect_true(is.finite(portable_exp(cbind(709.78))))
  expect_identical(coth_remainder(cbind(0)), cbind(0))
})

test_that("results are rounded once here", {
  expect_true(rounds_once())
  once <- rounds_once
  spoilt <- TWICE
  spoilt[2, 3] <- spoilt[2, 3] * (1 + 2^-52) # as two roundings would have it
  environment(once) <- list2env(list(TWICE = spoilt), parent = environment(rounds_once))
  expect_false(once())
})
