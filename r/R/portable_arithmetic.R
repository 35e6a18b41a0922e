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

#' Add up the rows: the last half of them is added to the first half, row by row, until one row is left.
#'
#' @param A Any matrix, n-by-h.
#' @return The 1-by-h matrix of the sums over the n rows. Of an odd number the one in the middle waits.
#' @source fixtures/PORTABLE.md
#' @examples
#' fold(rbind(c(1, 2), c(3, 4), c(5, 6)))
#' @export
fold <- function(A) {
  n <- nrow(A)
  while (n > 1) {
    half <- n %/% 2
    first <- seq_len(half)
    sums <- A[first, , drop = FALSE] + A[first + (n - half), , drop = FALSE]
    A <- if (n %% 2 == 1) rbind(sums, A[half + 1, ]) else sums
    n <- n - half
  }
  A
}

#' The power of two at or below the largest magnitude in a matrix.
#'
#' @param A Any matrix.
#' @return That power; or a number outside 2^-300 to 2^300 if all of A is smaller or something is larger, or no
#'   number if something is none.
#' @source fixtures/PORTABLE.md; S. M. Rump, "Error estimation of floating-point summation and dot product", 2012.
#' @examples
#' power_below(rbind(c(1, -5), c(0.3, 0.2)))
#' @export
power_below <- function(A) {
  enlarged <- max(max(A), -min(A)) * (2^52 + 1)
  enlarged - enlarged * (1 - 2^-53)
}

#' Cut each value into parts of so few bits that sums of products of parts are exact.
#'
#' @param A Any matrix.
#' @param unit A power of two: the first part is a whole number times this.
#' @param step A power of two: each part is a whole number times the unit of the part before, divided by this.
#' @param count How many parts, a whole number.
#' @return That many matrices, which added up give A, but for at most half a unit of the last.
#' @source fixtures/PORTABLE.md
#' @examples
#' parts(cbind(1.25), unit = 0.5, step = 2, count = 2)
#' @export
parts <- function(A, unit, step, count) {
  shape <- dim(A)
  dim(A) <- NULL # R then reuses memory
  whole <- unit * WHOLE
  found <- vector("list", count)
  for (i in seq_len(count)) {
    part <- A + whole - whole
    if (i < count) {
      A <- A - part
      whole <- whole / step
    }
    dim(part) <- shape
    found[[i]] <- part
  }
  found
}

#' The matrix product of A transposed with B, from products of parts that any BLAS computes without rounding.
#'
#' @param A Left factor before it is transposed, k-by-n.
#' @param B Right factor, k-by-m.
#' @param A_power What power_below makes of A.
#' @param B_power What power_below makes of B.
#' @return The n-by-m matrix; all is exact but the last two additions, and products of small parts left out.
#' @source fixtures/PORTABLE.md; K. Ozaki, T. Ogita, S. Oishi, S. M. Rump, "Error-free transformations of matrix
#'   multiplication by using fast routines of matrix multiplication and its applications", 2012.
#' @examples
#' dot_of_parts(cbind(c(1, 2)), cbind(c(3, 4)), A_power = 2, B_power = 4)
#' @export
dot_of_parts <- function(A, B, A_power, B_power) {
  powers <- POWERS_OF_TWO[1075:1127] # from 1 to 2^52
  bits <- sum(nrow(A) * powers <= 2^52) - 1 # what both parts of a product may have: k 2^bits <= 2^52
  if (all(A == parts(A, A_power / 128, 1, 1)[[1]])) {
    # 8 bits are all of A, which leaves more for B
    step <- powers[bits - 8 + 1]
    b <- parts(B, 2 * B_power / step, step, 2)
    return(crossprod(A, b[[1]]) + (crossprod(A, b[[2]]) + 0)) # + 0, for then no zero is negative
  }
  step <- powers[bits %/% 2 + 1]
  a <- parts(A, 2 * A_power / step, step, 3)
  b <- parts(B, 2 * B_power / step, step, 3)
  third <- crossprod(a[[1]], b[[3]]) + crossprod(a[[2]], b[[2]]) + crossprod(a[[3]], b[[1]]) + 0
  second <- crossprod(a[[1]], b[[2]]) + crossprod(a[[2]], b[[1]])
  crossprod(a[[1]], b[[1]]) + (second + third)
}

#' The matrix product of A transposed with B, from the products of single values, which are added up by fold.
#'
#' @param A Left factor before it is transposed, k-by-n.
#' @param B Right factor, k-by-m.
#' @return The n-by-m matrix whose entry (i, j) is the sum of A\[1, i\] B\[1, j\], A\[2, i\] B\[2, j\], ...
#' @source fixtures/PORTABLE.md
#' @examples
#' dot_of_products(cbind(c(1, 2)), cbind(c(3, 4)))
#' @export
dot_of_products <- function(A, B) {
  k <- nrow(A)
  n <- ncol(A)
  m <- ncol(B)
  if (n * k * m > 2^16 && m > 1) {
    # never too many products at once
    half <- seq_len(m %/% 2)
    return(cbind(dot_of_products(A, B[, half, drop = FALSE]), dot_of_products(A, B[, -half, drop = FALSE])))
  }
  if (min(n, m) <= 2 && n * k * m > 1000) {
    # long and narrow: column by column of the narrower
    if (n > m) {
      return(t(dot_of_products(B, A)))
    }
    return(do.call(rbind, lapply(seq_len(n), function(i) fold(A[, i] * B))))
  }
  each <- rep.int(n, m)
  if (n * m > 10 * k) {
    # few terms of many entries: a vector for each
    half <- k %/% 2
    product <- function(i) A[i, ] * rep.int(B[i, ], each) # (n, m)
    sums <- lapply(seq_len(half), function(i) product(i) + product(i + k - half))
    if (k %% 2 == 1) {
      sums <- c(sums, list(product(half + 1)))
    }
    k <- length(sums)
    while (k > 1) {
      half <- k %/% 2
      first <- seq_len(half)
      sums <- c(Map(`+`, sums[first], sums[first + k - half]), sums[seq_len(k %% 2) + half])
      k <- k - half
    }
    return(`dim<-`(sums[[1]], c(n, m)))
  }
  products <- rep.int(A, m) * B[, rep.int(seq_len(m), each)]
  dim(products) <- c(k, n * m)
  `dim<-`(fold(products), c(n, m))
}

#' The matrix product of A with B, added up by fold, or from parts where it has many terms.
#'
#' @param A Left factor, n-by-k.
#' @param B Right factor, k-by-m.
#' @return The n-by-m matrix whose entry (i, j) is the sum of A\[i, 1\] B\[1, j\], A\[i, 2\] B\[2, j\], ...
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_dot(rbind(c(1, 2)), cbind(c(3, 4)))
#' @export
portable_dot <- function(A, B) {
  portable_dot_at_b(t(A), B)
}

#' The matrix product of A transposed with B, added up by fold, or from parts where it has many terms.
#'
#' @param A Left factor before it is transposed, k-by-n.
#' @param B Right factor, k-by-m.
#' @return The n-by-m matrix whose entry (i, j) is the sum of A\[1, i\] B\[1, j\], A\[2, i\] B\[2, j\], ...
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_dot_at_b(cbind(c(1, 2)), cbind(c(3, 4)))
#' @export
portable_dot_at_b <- function(A, B) {
  k <- nrow(A)
  n <- ncol(A)
  m <- ncol(B)
  if (n * k * m > 6 * (n * k + k * m + n * m)) {
    # many products: the parts are faster
    A_power <- power_below(A)
    B_power <- power_below(B)
    if (isTRUE(min(A_power, B_power) >= 2^-300 && max(A_power, B_power) <= 2^300)) {
      return(dot_of_parts(A, B, A_power, B_power))
    }
  }
  dot_of_products(A, B)
}

#' The matrix product of A with B transposed, added up by fold, or from parts where it has many terms.
#'
#' @param A Left factor, n-by-k.
#' @param B Right factor before it is transposed, m-by-k.
#' @return The n-by-m matrix whose entry (i, j) is the sum of A\[i, 1\] B\[j, 1\], A\[i, 2\] B\[j, 2\], ...
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_dot_a_bt(rbind(c(1, 2)), rbind(c(3, 4)))
#' @export
portable_dot_a_bt <- function(A, B) {
  portable_dot_at_b(t(A), t(B))
}

#' Add up each column, by fold.
#'
#' @param A Any n-by-h matrix.
#' @return The 1-by-h matrix of the sums over the n rows.
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_column_sums(rbind(c(1, 2), c(3, 4)))
#' @export
portable_column_sums <- function(A) {
  fold(A)
}

#' The mean of all values: the column sums, added up by fold, and divided.
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
  # exp(r), since it is 1 + r + r c / (2 - c), times 2 2^(k - 1)
  y <- (r * c / (2 - c) - low + high + 1) * 2 * POWERS_OF_TWO[as.integer(k + 1074)]
  `dim<-`(y, dim(A))
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
