# How far two right programs may be apart: the rounding errors that each named quantity can carry.

U <- 2^-53
TINY <- 2^-1074
SMALLEST_NORMAL <- 2^-1022
ACTIVATION_ULPS <- 4
ENLARGED <- 1 + 2^-20

#' The relative error that k roundings one after the other can add up to.
#'
#' @param k How many roundings.
#' @return k u / (1 - k u), where u is 2^-53.
#' @source Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, (3.1).
#' @examples
#' gamma_of(1) > 2^-53
#' @noRd
gamma_of <- function(k) {
  k * U / (1 - k * U)
}

#' The absolute error granted to sums of k products.
#'
#' @param k How many products are added up; each further rounding on the way counts as one more.
#' @param gauge The same sums of the absolute values of these products, any matrix.
#' @param underflows How many of the products may underflow.
#' @param sides 1 against the exact value; 2 between two programs.
#' @return The bound of each sum, shaped like the gauge; the gauge itself is computed with rounding errors, and so
#'   is enlarged a little.
#' @source Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, (3.5).
#' @examples
#' gauge_bound(2, cbind(0))
#' @noRd
gauge_bound <- function(k, gauge, underflows = 0, sides = 1) {
  sides * (gamma_of(k) * gauge * ENLARGED + underflows * TINY)
}

#' The absolute error granted to an activation.
#'
#' @param value The activations, any matrix.
#' @param sides 1 against the exact value; 2 between two programs.
#' @param overflows Whether they are sigmoids, whose exp overflows where they near 0.
#' @return 4 units in the last place of each value for each side, shaped like the value.
#' @source One exp, one addition and one division, and a result just below a power of two, whose units are half as
#'   large.
#' @examples
#' activation_bound(cbind(0.5)) == 2^-51
#' @noRd
activation_bound <- function(value, sides = 1, overflows = TRUE) {
  size <- abs(value)
  exponent <- floor(log2(pmax(size, SMALLEST_NORMAL)))
  exponent <- exponent - (2^exponent > pmax(size, SMALLEST_NORMAL)) # where log2 has rounded up
  spacing <- 2^(exponent - 52)
  spacing[!is.finite(size)] <- NaN
  lost <- if (overflows) SMALLEST_NORMAL * (size < SMALLEST_NORMAL) else 0
  sides * (ACTIVATION_ULPS * spacing + lost)
}

#' What bounds the rounding error of a quantity that is made of sums of products.
#'
#' @param name Name of the quantity; an updated parameter is called new_wout, new_wh, new_bout or new_bh.
#' @param v The values it is made from, by name.
#' @return By name: k, how many products and further roundings there are; gauge, the sums of the absolute values,
#'   shaped like the quantity; and underflows, how many of the products may underflow.
#' @source The article, steps 2, 4, 8, 10 and 11.
#' @examples
#' sum_gauge("hidden_layer_input", list(X = cbind(1), wh = cbind(-1), bh = cbind(1)))
#' @noRd
sum_gauge <- function(name, v) {
  size <- lapply(Filter(is.matrix, v), abs)
  if (name %in% c("hidden_layer_input", "output_layer_input")) {
    is_hidden <- name == "hidden_layer_input"
    names <- if (is_hidden) c("X", "wh", "bh") else c("hidden_layer_activations", "wout", "bout")
    left <- size[[names[1]]]
    right <- size[[names[2]]]
    bias <- rep(1, nrow(left)) %*% size[[names[3]]]
    return(list(k = nrow(right) + 1, gauge = left %*% right + bias, underflows = nrow(right)))
  }
  if (name == "error_at_hidden_layer") {
    n_outputs <- ncol(v$wout)
    return(list(k = n_outputs, gauge = tcrossprod(size$d_output, size$wout), underflows = n_outputs))
  }
  n_samples <- nrow(v$X)
  rate <- v$learning_rate
  old <- size[[sub("new_", "", name)]]
  if (name %in% c("new_wout", "new_wh")) {
    made_from <- if (name == "new_wout") c("hidden_layer_activations", "d_output") else c("X", "d_hidden_layer")
    gauge <- old + crossprod(size[[made_from[1]]], size[[made_from[2]]]) * rate
    return(list(k = n_samples + 2, gauge = gauge, underflows = n_samples * max(1, rate) + 1))
  }
  delta <- size[[if (name == "new_bout") "d_output" else "d_hidden_layer"]]
  list(k = n_samples + 1, gauge = old + t(colSums(delta)) * rate, underflows = 1)
}

#' How far a quantity may be from ours that a student has written in a way of her own.
#'
#' @param name Name of the quantity, or of a function that returns one.
#' @param v The values it is made from, by name.
#' @param value Our value, any matrix or number.
#' @return The bound of each cell, shaped like the value.
#' @source Sums may be added in any order, and multiplied out: two roundings more for each product. Products of few
#'   factors may be multiplied out as well, so their gauge is the sum of the absolute values of all terms. An
#'   activation may be written by way of another, whose rounding errors are those of a number near 1. In a training
#'   of a few updates, each of which enlarges a difference less than tenfold, some hundred roundings grow to less
#'   than 10^6 u.
#' @examples
#' written_bound("E", list(y = cbind(1), output = cbind(0.5)), cbind(0.5)) < 1e-14
#' @noRd
written_bound <- function(name, v, value) {
  one <- abs(value) * 0 + 1
  if (name %in% c("sigmoid", "hyperbolic_tangent", "hidden_layer_activations", "output")) {
    return(activation_bound(value, 2) + gauge_bound(8, one, 0, 2))
  }
  if (name == "E") {
    return(gauge_bound(2, abs(v$y) + abs(v$output), 0, 2))
  }
  if (startsWith(name, "derivatives_")) {
    return(gauge_bound(4, 1 + v$x * v$x, 0, 2))
  }
  if (name %in% c("slope_output_layer", "slope_hidden_layer", "d_output", "d_hidden_layer")) {
    of_output <- name %in% c("d_output", "slope_output_layer")
    a <- abs(v[[if (of_output) "output" else "hidden_layer_activations"]])
    factor <- switch(name, d_output = abs(v$E), d_hidden_layer = abs(v$error_at_hidden_layer), 1)
    return(gauge_bound(8, factor * (1 + a + a * a), 2, 2))
  }
  if (name %in% c("half_squared_error", "mean_absolute_error", "binary_cross_entropy", "relu")) {
    return(gauge_bound(4 * nrow(v$X) + 8, 1 + abs(value), 0, 2))
  }
  if (name == "train") {
    return(2^20 * U * (1 + abs(value)))
  }
  parts <- sum_gauge(name, v)
  gauge_bound(parts$k + 2, parts$gauge, parts$underflows, 2)
}
