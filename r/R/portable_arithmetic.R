# The same operations from IEEE 754 steps in a fixed order, so that every language gives the same bits.

# log2(e), and the natural logarithm of 2 in two parts: 40 bits, so that up to 2048 times it is exact, and the rest
LOG2_E <- 0x1.71547652b82fep+0
LN2_HIGH <- 0x1.62e42fefa2p-1
LN2_LOW <- 0x1.9ef35793c7673p-41

# Added and taken away again, it leaves a whole number: beside it there is no room for a fraction
WHOLE <- 0x1.8p+52

# 2 to the power of -1074 to 1023, exact because doubling and halving are
POWERS_OF_TWO <- c(rev(cumprod(rep(0.5, 1074))), cumprod(c(1, rep(2, 1023))))

# 2 B(2j) / (2j)! for j = 1 to 6, B being the Bernoulli numbers; then 2 / (2j + 1) for j = 1 to 16
COTH_COEFFICIENTS <- c(1 / 6, -1 / 360, 1 / 15120, -1 / 604800, 1 / 23950080, -691 / 653837184000)
LOG_COEFFICIENTS <- 2 / (2 * 1:16 + 1)

#' Add up the rows: the last half of them is added to the first, row by row, until one row is left.
#'
#' @param A Any matrix, n-by-h.
#' @return The 1-by-h matrix of the sums over the n rows. Of an odd number the one in the middle waits.
#' @source fixtures/PORTABLE.md
#' @examples
#' fold(rbind(c(1, 2), c(3, 4), c(5, 6)))
#' @export
fold <- function(A) {
  while ((n <- nrow(A)) > 1) {
    half <- n %/% 2
    first <- seq_len(half)
    sums <- A[first, , drop = FALSE] + A[first + (n - half), , drop = FALSE]
    A <- if (n %% 2 == 1) rbind(sums, A[half + 1, ]) else sums
  }
  A
}

#' The power of two at or below the largest magnitude in each row.
#'
#' @param A Any matrix, n-by-k.
#' @return The n-by-1 matrix of these powers, none below the smallest normal number. What is not finite, or above
#'   2^970, makes them useless: the largest is then not below 2^970.
#' @source fixtures/PORTABLE.md
#' @examples
#' row_scales(rbind(c(1, -5), c(0.3, 0.2)))
#' @export
row_scales <- function(A) {
  size <- abs(A)
  n <- nrow(A)
  largest <- size[seq_len(n) + n * (max.col(size, "first") - 1)]
  enlarged <- pmax.int(largest, POWERS_OF_TWO[53]) * (2^52 + 1)
  matrix(enlarged - enlarged * (1 - 2^-53))
}

#' Cut each value into parts of so few bits that sums of products of parts are exact.
#'
#' @param A Any matrix, n-by-k.
#' @param scales What row_scales makes of A.
#' @param step A power of two; each part is a whole number, from -step to step, times a power of two.
#' @return One matrix or three, from large parts to small; added up and times the scales they give A, but for what
#'   is below 1 / step^3. One is enough where values have few bits.
#' @source fixtures/PORTABLE.md
#' @examples
#' parts(cbind(1.25), scales = cbind(1), step = 4)
#' @export
parts <- function(A, scales, step) {
  rest <- as.vector(A) / as.vector(scales) # without their shape R reuses memory
  unit <- 2 / step * WHOLE
  first <- rest + unit - unit
  found <- list(first)
  if (any(rest != first)) {
    unit <- unit / step
    rest <- rest - first
    second <- rest + unit - unit
    unit <- unit / step
    third <- rest - second + unit - unit
    found <- list(first, second, third)
  }
  lapply(found, `dim<-`, dim(A))
}

#' The matrix product of A with B transposed, from products of parts that any BLAS computes without rounding.
#'
#' @param A Left factor, n-by-k.
#' @param B Right factor before it is transposed, m-by-k.
#' @param scales What row_scales makes of A, and of B.
#' @return The n-by-m matrix; all is exact but the last three additions, and products of small parts left out.
#' @source fixtures/PORTABLE.md; K. Ozaki, T. Ogita, S. Oishi, S. M. Rump, "Error-free transformations of matrix
#'   multiplication by using fast routines of matrix multiplication and its applications", 2012.
#' @examples
#' A <- rbind(c(1, 2))
#' B <- rbind(c(3, 4))
#' dot_of_parts(A, B, list(row_scales(A), row_scales(B)))
#' @export
dot_of_parts <- function(A, B, scales) {
  steps <- POWERS_OF_TWO[1075:1101]
  step <- max(steps[ncol(A) * steps * steps <= 2^52])
  A_parts <- parts(A, scales[[1]], step)
  B_parts <- parts(B, scales[[2]], step)
  sums <- list(0, 0, 0) # of products of like size, from large to small
  for (i in seq_along(A_parts)) {
    for (j in seq_len(min(length(B_parts), 4 - i))) {
      sums[[i + j - 1]] <- sums[[i + j - 1]] + tcrossprod(A_parts[[i]], B_parts[[j]])
    }
  }
  (sums[[1]] + (sums[[2]] + sums[[3]])) * as.vector(scales[[1]]) * rep.int(scales[[2]], rep.int(nrow(A), nrow(B)))
}

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
  k <- nrow(A)
  n <- ncol(A)
  m <- ncol(B)
  if (n * k * m >= 8 * (n * k + k * m + n * m)) {
    # then the parts are faster
    A_rows <- t(A)
    B_rows <- t(B)
    scales <- list(row_scales(A_rows), row_scales(B_rows))
    if (isTRUE(max(scales[[1]], scales[[2]]) < 2^970)) {
      return(dot_of_parts(A_rows, B_rows, scales))
    }
  }
  if (n * k * m > 2^16 && n > 1) {
    # never too many products at once
    half <- seq_len(n %/% 2)
    return(rbind(portable_dot_at_b(A[, half, drop = FALSE], B), portable_dot_at_b(A[, -half, drop = FALSE], B)))
  }
  each <- rep.int(n, m)
  if (n * m > 10 * k && k > 1) {
    # few terms of many entries: faster in a loop, with no matrix of all products
    products <- function(i) A[i, ] * rep.int(B[i, ], each) # (n, m)
    sums <- lapply(seq_len(k %/% 2), function(i) products(i) + products(k - k %/% 2 + i))
    if (k %% 2 == 1) {
      sums <- c(sums, list(products(k %/% 2 + 1)))
    }
    while ((k <- length(sums)) > 1) {
      for (i in seq_len(k %/% 2)) {
        sums[[i]] <- sums[[i]] + sums[[k - k %/% 2 + i]]
      }
      sums <- sums[seq_len(k - k %/% 2)]
    }
    return(`dim<-`(sums[[1]], c(n, m)))
  }
  products <- rep.int(A, m) * B[, rep.int(seq_len(m), each)]
  dim(products) <- c(k, n * m)
  `dim<-`(fold(products), c(n, m))
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
  fold(A)
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
  c <- COTH_COEFFICIENTS
  # in one expression: R then needs no new vector for each step
  (((((c[6] * t + c[5]) * t + c[4]) * t + c[3]) * t + c[2]) * t + c[1]) * t
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
  x <- as.vector(A) # without its shape R reuses memory
  extreme <- !isTRUE(max(x) < 700 && min(x) > -700)
  if (extreme) {
    x <- pmin(pmax(x, -746), 710) # beyond, the result is 0 or infinite all the same
  }
  k <- x * LOG2_E + WHOLE - WHOLE
  if (extreme) {
    k <- pmax(k, -1073)
  }
  high <- x - k * LN2_HIGH
  low <- k * LN2_LOW
  r <- high - low
  c <- r - coth_excess(r)
  y <- r * c / (2 - c) - low + high + 1 # exp(r), since it is 1 + r + r c / (2 - c)
  `dim<-`((y + y) * POWERS_OF_TWO[as.integer(k + 1074)], dim(A)) # 2 y 2^(k - 1)
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
