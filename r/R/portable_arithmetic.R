# The same operations from IEEE 754 steps in a fixed order, so that every language gives the same bits.

# log2(e), and the natural logarithm of 2 in two parts: 40 bits, so that up to 2048 times it is exact, and the rest
LOG2_E <- 0x1.71547652b82fep+0
LN2_HIGH <- 0x1.62e42fefa2p-1
LN2_LOW <- 0x1.9ef35793c7673p-41

# 2 to the power of -1074 to 1023, exact because doubling and halving are
POWERS_OF_TWO <- c(rev(cumprod(rep(0.5, 1074))), cumprod(c(1, rep(2, 1023))))

# 2 B(2j) / (2j)! for j = 1 to 6, B being the Bernoulli numbers; then 2 / (2j + 1) for j = 1 to 16
COTH_COEFFICIENTS <- c(1 / 6, -1 / 360, 1 / 15120, -1 / 604800, 1 / 23950080, -691 / 653837184000)
LOG_COEFFICIENTS <- 2 / (2 * 1:16 + 1)

#' The matrix product of A with B, its terms added in pairs, as portable_column_sums does.
#'
#' @param A Left factor, n-by-k.
#' @param B Right factor, k-by-m.
#' @return The n-by-m matrix whose entry (i, j) is the sum in pairs of A\[i, 1\] B\[1, j\], A\[i, 2\] B\[2, j\], ...
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_dot(rbind(c(1, 2)), cbind(c(3, 4)))
#' @export
portable_dot <- function(A, B) {
  portable_dot_at_b(t(A), B)
}

#' The matrix product of A transposed with B, its terms added in pairs, as portable_column_sums does.
#'
#' @param A Left factor before it is transposed, k-by-n.
#' @param B Right factor, k-by-m.
#' @return The n-by-m matrix whose entry (i, j) is the sum in pairs of A\[1, i\] B\[1, j\], A\[2, i\] B\[2, j\], ...
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_dot_at_b(cbind(c(1, 2)), cbind(c(3, 4)))
#' @export
portable_dot_at_b <- function(A, B) {
  if (nrow(A) > 16 && ncol(A) * ncol(B) < 500) {
    # many terms of few entries: faster column by column
    if (ncol(A) > ncol(B)) {
      return(t(portable_dot_at_b(B, A)))
    }
    columns <- lapply(seq_len(ncol(A)), function(i) portable_column_sums(A[, i] * B))
    return(do.call(rbind, columns))
  }
  each <- rep.int(ncol(A), ncol(B))
  sums <- list() # of 2^a terms, 2^b terms, ..., each more than the next
  waiting <- 0
  for (k in seq_len(nrow(A))) {
    term <- A[k, ] * rep.int(B[k, ], each) # (n, m)
    rest <- k
    while (rest %% 2 == 0) {
      # this many terms were waiting for just as many
      term <- sums[[waiting]] + term
      waiting <- waiting - 1
      rest <- rest / 2
    }
    waiting <- waiting + 1
    sums[[waiting]] <- term
  }
  matrix(Reduce(`+`, sums[seq_len(waiting)], right = TRUE), ncol(A))
}

#' The matrix product of A with B transposed, its terms added in pairs, as portable_column_sums does.
#'
#' @param A Left factor, n-by-k.
#' @param B Right factor before it is transposed, m-by-k.
#' @return The n-by-m matrix whose entry (i, j) is the sum in pairs of A\[i, 1\] B\[j, 1\], A\[i, 2\] B\[j, 2\], ...
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_dot_a_bt(rbind(c(1, 2)), rbind(c(3, 4)))
#' @export
portable_dot_a_bt <- function(A, B) {
  portable_dot_at_b(t(A), t(B))
}

#' Add up each column in pairs: row 1 and row 2, row 3 and row 4, ..., then the sums in the same way.
#'
#' @param A Any n-by-h matrix.
#' @return The 1-by-h matrix of the sums over the n rows. A last row without a partner waits for the next round.
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_column_sums(rbind(c(1, 2), c(3, 4)))
#' @export
portable_column_sums <- function(A) {
  while (nrow(A) > 1) {
    first <- seq.int(1, nrow(A) - 1, 2)
    pairs <- A[first, , drop = FALSE] + A[first + 1, , drop = FALSE]
    A <- if (nrow(A) %% 2 == 1) rbind(pairs, A[nrow(A), ]) else pairs
  }
  A
}

#' The mean of all values: the column sums, added up in the same way, and divided.
#'
#' @param A Any n-by-q matrix.
#' @return The sum of all n times q values, divided by their number.
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_mean(rbind(c(1, 2), c(3, 4)))
#' @export
portable_mean <- function(A) {
  portable_column_sums(t(portable_column_sums(A)))[1, 1] / length(A)
}

#' By how much r times the hyperbolic cotangent of r / 2 exceeds 2.
#'
#' @param r Any matrix of values from -0.35 to 0.35.
#' @return r coth(r / 2) - 2 of each value: r^2 / 6 - r^4 / 360 + r^6 / 15120 - ... to r^12, by Horner's rule.
#' @source fixtures/PORTABLE.md; exp(r) is 1 + 2 r / (r coth(r / 2) - r), and tanh(r / 2) is r / (r coth(r / 2)).
#' @examples
#' coth_excess(cbind(0))
#' @export
coth_excess <- function(r) {
  t <- r * r
  series <- COTH_COEFFICIENTS[6] * t
  for (coefficient in COTH_COEFFICIENTS[5:1]) {
    series <- (series + coefficient) * t
  }
  series
}

#' The exponential of each value: 2^k exp(r), where r is what is left of the value after k times log(2).
#'
#' @param A Any matrix.
#' @return The matrix of e to the power of each value, less than 1 ULP off; infinite above 709.78, zero below
#'   -745.13.
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_exp(rbind(c(0, -1000)))
#' @export
portable_exp <- function(A) {
  extreme <- !isTRUE(max(abs(A)) < 700)
  x <- A
  if (extreme) {
    x[] <- pmin(pmax(A, -746), 710) # beyond, the result is 0 or infinite all the same
  }
  k <- floor(x * LOG2_E + 0.5)
  if (extreme) {
    k[] <- pmax(k, -1073)
  }
  high <- x - k * LN2_HIGH
  low <- k * LN2_LOW
  r <- high - low
  c <- r - coth_excess(r)
  y <- 1 + (high + (r * c / (2 - c) - low)) # exp(r), since it is 1 + r + r c / (2 - c)
  (y + y) * POWERS_OF_TWO[k + 1074] # 2 y 2^(k - 1)
}

#' The hyperbolic tangent of each value: near 0 by a series, elsewhere from the exponential.
#'
#' @param A Any matrix.
#' @return The matrix of hyperbolic tangents, each between -1 and 1 and less than 3 ULP off.
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_tanh(rbind(c(0, 1000)))
#' @export
portable_tanh <- function(A) {
  e <- portable_exp(-2 * abs(A))
  result <- sign(A) * ((1 - e) / (1 + e))
  near_0 <- which(abs(A) < 0.17)
  x <- A[near_0]
  result[near_0] <- x / (1 + coth_excess(2 * x) / 2)
  result
}

#' The natural logarithm of 1 plus each value, by the series of the inverse hyperbolic tangent.
#'
#' @param A Any matrix of values from 0 to 1.
#' @return The matrix of log(1 + a), each less than 2 ULP off.
#' @source fixtures/PORTABLE.md; log(1 + a) is 2 artanh(s) where s is a / (2 + a).
#' @examples
#' portable_log1p(cbind(0))
#' @export
portable_log1p <- function(A) {
  s <- A / (2 + A)
  t <- s * s
  series <- LOG_COEFFICIENTS[16] * t
  for (coefficient in LOG_COEFFICIENTS[15:1]) {
    series <- (series + coefficient) * t
  }
  A - s * (A - series)
}

#' The same bits in every language and on every processor: only steps that IEEE 754 rounds correctly.
#'
#' @format A named list of functions; the network takes one as its argument `arithmetic`.
#' @export
portable <- list(
  name = "portable",
  dot = portable_dot,
  dot_at_b = portable_dot_at_b,
  dot_a_bt = portable_dot_a_bt,
  add_bias = native_add_bias, # one addition for each value: there is only one order
  column_sums = portable_column_sums,
  mean = portable_mean,
  exp = portable_exp,
  tanh = portable_tanh,
  log1p = portable_log1p
)

#' The sets of operations to choose from, by name.
#'
#' @format A named list; each entry is a set as the network takes it.
#' @export
arithmetics <- list(native = native, portable = portable)
