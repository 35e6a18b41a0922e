# The few operations in which NumPy and R differ, gathered so that the network can be given them.

#' The matrix product of A with B.
#'
#' @param A Left factor, n-by-k.
#' @param B Right factor, k-by-m.
#' @return The n-by-m matrix whose entry (i, j) is the sum over k of A\[i, k\] times B\[k, j\].
#' @source The article, steps 2 and 4. The order of summing is the BLAS library's own.
#' @examples
#' native_dot(rbind(c(1, 2)), cbind(c(3, 4)))
#' @noRd
native_dot <- function(A, B) {
  A %*% B
}

#' The matrix product of A transposed with B.
#'
#' @param A Left factor before it is transposed, k-by-n.
#' @param B Right factor, k-by-m.
#' @return The n-by-m matrix whose entry (i, j) is the sum over k of A\[k, i\] times B\[k, j\].
#' @source The article, step 10.
#' @examples
#' native_dot_at_b(cbind(c(1, 2)), cbind(c(3, 4)))
#' @noRd
native_dot_at_b <- function(A, B) {
  crossprod(A, B)
}

#' The matrix product of A with B transposed.
#'
#' @param A Left factor, n-by-k.
#' @param B Right factor before it is transposed, m-by-k.
#' @return The n-by-m matrix whose entry (i, j) is the sum over k of A\[i, k\] times B\[j, k\].
#' @source The article, step 8.
#' @examples
#' native_dot_a_bt(rbind(c(1, 2)), rbind(c(3, 4)))
#' @noRd
native_dot_a_bt <- function(A, B) {
  tcrossprod(A, B)
}

#' Add the bias row b to each row of A.
#'
#' @param A Weighted sums, n-by-h.
#' @param b One bias for each column of A, 1-by-h.
#' @return The n-by-h matrix of A\[i, j\] + b\[1, j\].
#' @source The article, steps 2 and 4: one bias for each neuron, not one for each sample.
#' @examples
#' native_add_bias(rbind(c(1, 2), c(3, 4)), rbind(c(10, 20)))
#' @noRd
native_add_bias <- function(A, b) {
  A + rep.int(b, rep.int(nrow(A), ncol(A))) # A + b would recycle b down the columns
}

#' Add up each column.
#'
#' @param A Any n-by-h matrix.
#' @return The 1-by-h matrix of the sums over the n rows.
#' @source The article, step 11.
#' @examples
#' native_column_sums(rbind(c(1, 2), c(3, 4)))
#' @noRd
native_column_sums <- function(A) {
  rep.int(1, nrow(A)) %*% A # a row of ones times A; colSums is slower, and drops to a plain vector
}

#' The mean of all values.
#'
#' @param A Any n-by-q matrix.
#' @return The sum of all n times q values, divided by their number.
#' @source nnref; errors are reported as means over samples and outputs.
#' @examples
#' native_mean(rbind(c(1, 2), c(3, 4)))
#' @noRd
native_mean <- function(A) {
  sum(A) / length(A) # mean(A) would keep a sum that is too large for a double
}

#' The exponential of each value.
#'
#' @param A Any matrix.
#' @return The matrix of e to the power of each value, infinite above 709.78, zero below -745.13.
#' @source The article, step 3.
#' @examples
#' native_exp(rbind(c(0, -1000)))
#' @noRd
native_exp <- function(A) {
  exp(A)
}

#' The hyperbolic tangent of each value.
#'
#' @param A Any matrix.
#' @return The matrix of hyperbolic tangents, each between -1 and 1.
#' @source The article, "What is an activation function?".
#' @examples
#' native_tanh(rbind(c(0, 1000)))
#' @noRd
native_tanh <- function(A) {
  tanh(A)
}

#' The natural logarithm of 1 plus each value.
#'
#' @param A Any matrix of values from 0 to 1.
#' @return The matrix of log(1 + a), accurate where 1 + a would lose the digits of a.
#' @source The log's binary cross-entropy, written so that it stays finite.
#' @examples
#' native_log1p(rbind(c(0, 1e-30)))
#' @noRd
native_log1p <- function(A) {
  log1p(A)
}

#' Each language's own best operations: fast, and equal within proved bounds.
#'
#' @format A named list of functions; the network takes one as its argument `arithmetic`.
#' @noRd
native <- list(
  name = "native",
  dot = native_dot,
  dot_at_b = native_dot_at_b,
  dot_a_bt = native_dot_a_bt,
  add_bias = native_add_bias,
  column_sums = native_column_sums,
  mean = native_mean,
  exp = native_exp,
  tanh = native_tanh,
  log1p = native_log1p
)
