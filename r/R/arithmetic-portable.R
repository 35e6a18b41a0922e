# The same operations from IEEE 754 steps in a fixed order, so that every language gives the same bits.

# 32 / log(2), and log(2) / 32 in two parts: 36 bits, so that up to 2^16 times it is exact, and the rest
EXP_STEPS <- 0x1.71547652b82fep+5
EXP_STEP_HIGH <- 0x1.62e42fefap-6
EXP_STEP_LOW <- 0x1.cf79abc9e3b3ap-45

# Added and taken away again, it leaves a whole number: beside it there is no room for a fraction
WHOLE <- 0x1.8p+52

# The same for multiples of the units of parts. Three parts of a left factor have 19 bits each, two of a right one 28;
# then sums of 256 products are exact, for 256 times 2^18 times 2^27 is 2^53
LEFT_WHOLE <- c(0x1.8p+35, 0x1.8p+16, 0x1.8p-3)
RIGHT_WHOLE <- c(0x1.8p+26, 0x1.8p-2)
MOST_TERMS <- 256

# 2^-1074 to 2^1023, exact because doubling and halving are; 2^k is entry k + 1075
POWERS_OF_TWO <- c(rev(cumprod(rep(0.5, 1074))), cumprod(c(1, rep(2, 1023))))

# 2^(i / 32) for i = 0 to 31, and what is missing from the double nearest to it
ROOTS <- c(
  0x1p+0,
  0x1.059b0d3158574p+0,
  0x1.0b5586cf9890fp+0,
  0x1.11301d0125b51p+0,
  0x1.172b83c7d517bp+0,
  0x1.1d4873168b9aap+0,
  0x1.2387a6e756238p+0,
  0x1.29e9df51fdee1p+0,
  0x1.306fe0a31b715p+0,
  0x1.371a7373aa9cbp+0,
  0x1.3dea64c123422p+0,
  0x1.44e086061892dp+0,
  0x1.4bfdad5362a27p+0,
  0x1.5342b569d4f82p+0,
  0x1.5ab07dd485429p+0,
  0x1.6247eb03a5585p+0,
  0x1.6a09e667f3bcdp+0,
  0x1.71f75e8ec5f74p+0,
  0x1.7a11473eb0187p+0,
  0x1.82589994cce13p+0,
  0x1.8ace5422aa0dbp+0,
  0x1.93737b0cdc5e5p+0,
  0x1.9c49182a3f09p+0,
  0x1.a5503b23e255dp+0,
  0x1.ae89f995ad3adp+0,
  0x1.b7f76f2fb5e47p+0,
  0x1.c199bdd85529cp+0,
  0x1.cb720dcef9069p+0,
  0x1.d5818dcfba487p+0,
  0x1.dfc97337b9b5fp+0,
  0x1.ea4afa2a490dap+0,
  0x1.f50765b6e454p+0
)
REST_OF_ROOTS <- c(
  0x0p+0,
  0x1.d73e2a475b465p-55,
  0x1.8a62e4adc610bp-54,
  -0x1.6c51039449b3ap-54,
  -0x1.19041b9d78a76p-55,
  0x1.e016e00a2643cp-54,
  0x1.9b07eb6c70573p-54,
  0x1.612e8afad1255p-55,
  0x1.6f46ad23182e4p-55,
  -0x1.63aeabf42eae2p-54,
  0x1.ada0911f09ebcp-55,
  0x1.89b7a04ef80dp-59,
  0x1.d4397afec42e2p-56,
  -0x1.07abe1db13cadp-55,
  0x1.6324c054647adp-54,
  -0x1.383c17e40b497p-54,
  -0x1.bdd3413b26456p-54,
  -0x1.16e4786887a99p-55,
  -0x1.41577ee04992fp-55,
  -0x1.d4c1dd41532d8p-54,
  0x1.6e9f156864b27p-54,
  -0x1.75fc781b57ebcp-57,
  0x1.c7c46b071f2bep-56,
  -0x1.d2f6edb8d41e1p-54,
  0x1.7a1cd345dcc81p-54,
  -0x1.5584f7e54ac3bp-56,
  0x1.11065895048ddp-55,
  0x1.503cbd1e949dbp-56,
  0x1.2ed02d75b3707p-55,
  -0x1.1a5cd4f184b5cp-54,
  -0x1.e9c23179c2893p-54,
  0x1.9d3e12dd8a18bp-54
)

# The same times 2^-1011 to 2^1011: 2^(j / 32) for j = -32352 to 32383; made when first used, as whatever is large
delayedAssign("EXP_HIGH", as.vector(outer(ROOTS, POWERS_OF_TWO[1075 + seq(-1011, 1011)])))
delayedAssign("EXP_LOW", as.vector(outer(REST_OF_ROOTS, POWERS_OF_TWO[1075 + seq(-1011, 1011)])))

# 2^(j / 32) is entry j + EXP_0
EXP_0 <- 32L * 1011L + 1L

# 1 / j! for j = 6 to 1
EXP_COEFFICIENTS <- 1 / c(720, 120, 24, 6, 2, 1)

# 2 B(2j) / (2j)! for j = 1 to 6, B being the Bernoulli numbers; then 2 / (2j + 1) for j = 1 to 16
COTH_COEFFICIENTS <- c(1 / 6, -1 / 360, 1 / 15120, -1 / 604800, 1 / 23950080, -691 / 653837184000)
LOG_COEFFICIENTS <- 2 / (2 * 1:16 + 1)

# A step of fold, for 1 to 32 rows, as a matrix to multiply by: each sum has one term that is not 0, or two
delayedAssign("FOLDS", lapply(1:32, function(k) cbind(diag(k - k %/% 2), diag(1, k - k %/% 2, k %/% 2))))

# Pairs of numbers, and their sum, product and quotient; to 64 bits first and then to 53, each would be rounded to
# another double
TWICE <- rbind(
  c(0x1p+0, 0x1.002p-53, 0x1.0000000000001p+0),
  c(0x1.553cc14478675p+0, 0x1.fe90499f131f9p+0, 0x1.5447aeaabddbdp+1),
  c(0x1.4243f0888b9f6p+0, 0x1.3191ae1c54835p+0, 0x1.0dfce4dcdf691p+0)
)

#' Whether this machine rounds each result once, as IEEE 754 asks; the x87 registers of old processors do it twice.
#'
#' @return Whether a sum, a product and a quotient come out right, alone and in company.
#' @source fixtures/PORTABLE.md; D. Monniaux, "The pitfalls of verifying floating-point computations", 2008.
#' @examples
#' rounds_once()
#' @noRd
rounds_once <- function() {
  for (count in c(1, 64)) {
    # many at once may be computed in other registers
    x <- matrix(TWICE[, 1], 3, count)
    y <- matrix(TWICE[, 2], 3, count)
    found <- rbind(x[1, ] + y[1, ], x[2, ] * y[2, ], x[3, ] / y[3, ])
    if (any(found != TWICE[, 3])) {
      return(FALSE)
    }
  }
  TRUE
}

#' Add up the rows: the last half of them is added to the first half, until one is left.
#'
#' @param A Any matrix, k-by-n.
#' @return The 1-by-n matrix of the sums over the k rows, none of them -0. Of an odd number of rows the one in the
#'   middle waits.
#' @source fixtures/PORTABLE.md
#' @examples
#' fold(rbind(c(1, 2), c(3, 4), c(5, 6)))
#' @noRd
fold <- function(A) {
  for (by_blas in c(TRUE, FALSE)) {
    sums <- A
    k <- nrow(A)
    while (k > 1) {
      kept <- k - k %/% 2
      if (by_blas && k <= length(FOLDS)) {
        sums <- FOLDS[[k]] %*% sums
      } else {
        added <- sums[seq_len(k - kept), , drop = FALSE] + sums[(kept + 1):k, , drop = FALSE]
        sums <- if (k %% 2 == 1) rbind(added, sums[kept, ]) else added
      }
      k <- kept
    }
    if (is.finite(sum(sums))) {
      break # what is not finite, R multiplies by itself, in wider registers: then once more
    }
  }
  sums + 0
}

#' The largest magnitude in a matrix.
#'
#' @param A Any matrix.
#' @return The largest absolute value; no number if one of the values is none.
#' @source nnref
#' @examples
#' largest_magnitude(rbind(c(1, -5), c(0.3, 0.2)))
#' @noRd
largest_magnitude <- function(A) {
  max(max(A), -min(A)) # quicker than max(abs(A))
}

#' The power of two at or below the largest magnitude in a matrix.
#'
#' @param A Any matrix.
#' @return That power; or a number outside 2^-300 to 2^300 if all of A is smaller or something is larger, or no
#'   number if something is none.
#' @source fixtures/PORTABLE.md; S. M. Rump, "Error estimation of floating-point summation and dot product", 2012.
#' @examples
#' power_below(rbind(c(1, -5), c(0.3, 0.2)))
#' @noRd
power_below <- function(A) {
  enlarged <- largest_magnitude(A) * (2^52 + 1)
  enlarged - enlarged * (1 - 2^-53)
}

#' A matrix product, from products of parts of so few bits that any BLAS computes them without rounding.
#'
#' @param A Left factor.
#' @param B Right factor.
#' @param A_power What power_below makes of A.
#' @param B_power What power_below makes of B.
#' @param dot The product to compute: a function of A and B. No entry of it has more than 256 terms.
#' @return What dot returns; all is exact but the additions here, and what is left of values after their last part.
#' @source fixtures/PORTABLE.md; K. Ozaki, T. Ogita, S. Oishi, S. M. Rump, "Error-free transformations of matrix
#'   multiplication by using fast routines of matrix multiplication and its applications", 2012.
#' @examples
#' dot_of_parts(rbind(c(1, 2)), cbind(c(3, 4)), A_power = 2, B_power = 4, dot = `%*%`)
#' @noRd
dot_of_parts <- function(A, B, A_power, B_power, dot) {
  whole <- B_power * RIGHT_WHOLE
  b1 <- B + whole[1] - whole[1]
  b2 <- B - b1 + whole[2] - whole[2]

  whole <- A_power * LEFT_WHOLE
  a1 <- A + whole[1] - whole[1]
  rest <- A - a1
  if (rest[1] == 0 && all(rest == 0)) {
    return(dot(a1, b2) + 0 + dot(a1, b1)) # so few bits that a1 is all of A
  }
  a2 <- rest + whole[2] - whole[2]
  a3 <- rest - a2 + whole[3] - whole[3]
  dot(a3, b1) + dot(a2, b2) + dot(a1, b2) + dot(a2, b1) + 0 + dot(a1, b1)
}

#' The matrix product of A transposed with B, from the products of single values, which are added up by fold.
#'
#' @param A Left factor before it is transposed, k-by-n.
#' @param B Right factor, k-by-m.
#' @return The n-by-m matrix whose entry (i, j) is the sum of A\[1, i\] B\[1, j\], A\[2, i\] B\[2, j\], ...
#' @source fixtures/PORTABLE.md
#' @examples
#' dot_of_products(cbind(c(1, 2)), cbind(c(3, 4)))
#' @noRd
dot_of_products <- function(A, B) {
  k <- nrow(A)
  n <- ncol(A)
  m <- ncol(B)
  if (k == 1) {
    return(crossprod(A, B) + 0)
  }
  if (n == 1) {
    return(fold(as.vector(A) * B))
  }
  if (m == 1) {
    return(`dim<-`(fold(as.vector(B) * A), c(n, m)))
  }
  if (n * m > 10 * k) {
    # few terms: a matrix for each, and of the sums no more at a time than there are steps
    after <- k # how many are left after each step
    while (after[1] > 1) {
      after <- c(after[1] - after[1] %/% 2, after)
    }
    add <- function(step, l) {
      if (step == length(after)) {
        return(`dim<-`(tcrossprod(A[l, ], B[l, ]), NULL)) # without its shape R reuses memory
      }
      last <- l + after[step]
      if (last > after[step + 1]) add(step + 1, l) else add(step + 1, l) + add(step + 1, last)
    }
    return(`dim<-`(add(1, 1) + 0, c(n, m)))
  }
  if (max(n, m) * k > 1000) {
    # long sums: a fold for each row of the result, or for each column
    if (n > m) {
      return(t.default(dot_of_products(B, A)))
    }
    return(do.call(rbind, lapply(seq_len(n), function(i) fold(A[, i] * B))))
  }
  products <- rep.int(A, m) * B[, rep.int(seq_len(m), rep.int(n, m))]
  dim(products) <- c(k, n * m)
  `dim<-`(fold(products), c(n, m))
}

#' A matrix product by single products, or by parts where there are many.
#'
#' @param A Left factor.
#' @param B Right factor.
#' @param k How many terms each entry has, a whole number.
#' @param dot The product to compute: a function of A and B.
#' @param left A, turned so that it is k-by-n.
#' @param right B, turned so that it is k-by-m.
#' @return The n-by-m matrix whose entry (i, j) is the sum of left\[1, i\] right\[1, j\], left\[2, i\] right\[2, j\],
#'   ...
#' @source fixtures/PORTABLE.md
#' @examples
#' column <- cbind(c(1, 2))
#' portable_product(column, column, k = 2, dot = crossprod, left = column, right = column)
#' @noRd
portable_product <- function(A, B, k, dot, left, right) {
  n <- length(A) / k
  m <- length(B) / k
  if (n * k * m > 4 * (n * k + k * m + n * m)) {
    if (k > MOST_TERMS) {
      first <- seq_len(k %/% 2)
      sums <- portable_dot_at_b(left[first, ], right[first, ])
      return(sums + portable_dot_at_b(left[-first, ], right[-first, ]))
    }
    A_power <- power_below(A)
    B_power <- power_below(B)
    if (isTRUE(min(A_power, B_power) >= 2^-300 && max(A_power, B_power) <= 2^300)) {
      return(dot_of_parts(A, B, A_power, B_power, dot))
    }
  }
  dot_of_products(left, right) # only now are they turned
}

#' The matrix product of A with B.
#'
#' @param A Left factor, n-by-k.
#' @param B Right factor, k-by-m.
#' @return The n-by-m matrix whose entry (i, j) is the sum of A\[i, 1\] B\[1, j\], A\[i, 2\] B\[2, j\], ...
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_dot(rbind(c(1, 2)), cbind(c(3, 4)))
#' @noRd
portable_dot <- function(A, B) {
  portable_product(A, B, nrow(B), `%*%`, left = t.default(A), right = B)
}

#' The matrix product of A transposed with B.
#'
#' @param A Left factor before it is transposed, k-by-n.
#' @param B Right factor, k-by-m.
#' @return The n-by-m matrix whose entry (i, j) is the sum of A\[1, i\] B\[1, j\], A\[2, i\] B\[2, j\], ...
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_dot_at_b(cbind(c(1, 2)), cbind(c(3, 4)))
#' @noRd
portable_dot_at_b <- function(A, B) {
  portable_product(A, B, nrow(B), crossprod, left = A, right = B)
}

#' The matrix product of A with B transposed.
#'
#' @param A Left factor, n-by-k.
#' @param B Right factor before it is transposed, m-by-k.
#' @return The n-by-m matrix whose entry (i, j) is the sum of A\[i, 1\] B\[j, 1\], A\[i, 2\] B\[j, 2\], ...
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_dot_a_bt(rbind(c(1, 2)), rbind(c(3, 4)))
#' @noRd
portable_dot_a_bt <- function(A, B) {
  portable_product(A, B, ncol(B), tcrossprod, left = t.default(A), right = t.default(B))
}

#' Add up each column, by fold.
#'
#' @param A Any n-by-h matrix.
#' @return The 1-by-h matrix of the sums over the n rows.
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_column_sums(rbind(c(1, 2), c(3, 4)))
#' @noRd
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
#' @noRd
portable_mean <- function(A) {
  fold(t.default(fold(A)))[1, 1] / length(A)
}

#' By how much r times the hyperbolic cotangent of r / 2 exceeds 2.
#'
#' @param r Any matrix of values from -0.35 to 0.35.
#' @return r coth(r / 2) - 2 of each value: r^2 / 6 - r^4 / 360 + r^6 / 15120 - ... to r^12, by Horner's rule.
#' @source fixtures/PORTABLE.md; tanh(r / 2) is r / (r coth(r / 2)).
#' @examples
#' coth_remainder(cbind(0))
#' @noRd
coth_remainder <- function(r) {
  t <- r * r
  c <- COTH_COEFFICIENTS
  # in one expression: R then needs no new vector for each step
  (((((c[6] * t + c[5]) * t + c[4]) * t + c[3]) * t + c[2]) * t + c[1]) * t
}

#' The exponential of each value: 2^(j / 32) exp(r), where r is what is left of the value after j log(2) / 32.
#'
#' @param A Any matrix.
#' @return The matrix of e to the power of each value, less than 1 ULP off; infinite above 709.78, zero below
#'   -745.13.
#' @source fixtures/PORTABLE.md; P. T. P. Tang, "Table-driven implementation of the exponential function in IEEE
#'   floating-point arithmetic", 1989.
#' @examples
#' portable_exp(rbind(c(0, -1000)))
#' @noRd
portable_exp <- function(A) {
  x <- as.vector(A) # without its shape R reuses memory
  extreme <- !isTRUE(drop(x %*% x) < 700^2) # else no value is beyond 700
  if (extreme) {
    x <- pmin(pmax(x, -746), 710) # beyond, it is 0 or infinite all the same
  }
  j <- x * EXP_STEPS + WHOLE - WHOLE
  index <- as.integer(j) + EXP_0
  r <- x - j * EXP_STEP_HIGH - j * EXP_STEP_LOW
  if (extreme) {
    # by way of results that are neither subnormal nor infinite
    shift <- 512L * ((x < -700) - (x > 700))
    index <- index + 32L * shift
  }
  high <- EXP_HIGH[index]
  c <- EXP_COEFFICIENTS
  # exp(r) - 1 by its series and Horner's rule; in one expression, for R then needs no new vector for each step
  y <- (((((c[1] * r + c[2]) * r + c[3]) * r + c[4]) * r + c[5]) * r + c[6]) * r * high + EXP_LOW[index] + high
  if (extreme) {
    y <- y * POWERS_OF_TWO[1075L - shift]
  }
  `dim<-`(y, dim(A))
}

#' The hyperbolic tangent of each value: near 0 by a series, elsewhere from the exponential.
#'
#' @param A Any matrix.
#' @return The matrix of hyperbolic tangents, each between -1 and 1 and less than 3 ULP off.
#' @source fixtures/PORTABLE.md
#' @examples
#' portable_tanh(rbind(c(0, 1000)))
#' @noRd
portable_tanh <- function(A) {
  e <- portable_exp(-2 * abs(A))
  result <- sign(A) * ((1 - e) / (1 + e))
  near_0 <- which(abs(A) < 0.17)
  x <- A[near_0]
  result[near_0] <- x / (1 + coth_remainder(2 * x) / 2)
  result
}

#' The natural logarithm of 1 plus each value, by the series of the inverse hyperbolic tangent.
#'
#' @param A Any matrix of values from 0 to 1.
#' @return The matrix of log(1 + a), each less than 2 ULP off.
#' @source fixtures/PORTABLE.md; log(1 + a) is 2 artanh(s) where s is a / (2 + a).
#' @examples
#' portable_log1p(cbind(0))
#' @noRd
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
#' @noRd
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
#' @noRd
arithmetics <- list(native = native, portable = portable)
