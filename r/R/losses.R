# How far the output is from the target, as one number.

#' Half the squared error, averaged over samples and outputs.
#'
#' @param y Targets, n-by-q.
#' @param output Outputs of the network, n-by-q.
#' @param arithmetic The set of operations to compute with.
#' @return The mean of (y - output) squared, halved.
#' @source The article, step 5; its derivative with respect to output is output - y.
#' @examples
#' half_squared_error(cbind(c(1, 0)), cbind(c(0.5, 0.5)))
#' @export
half_squared_error <- function(y, output, arithmetic = native) {
  E <- y - output # (n_samples, n_outputs)
  arithmetic$mean(E * E) / 2
}

#' The absolute error, averaged over samples and outputs.
#'
#' @param y Targets, n-by-q.
#' @param output Outputs of the network, n-by-q.
#' @param arithmetic The set of operations to compute with.
#' @return The mean of the absolute value of y - output.
#' @source The log, which prints it each 1,000 epochs.
#' @examples
#' mean_absolute_error(cbind(c(1, 0)), cbind(c(0.75, 0.5)))
#' @export
mean_absolute_error <- function(y, output, arithmetic = native) {
  arithmetic$mean(abs(y - output))
}

#' The negative log-likelihood of 0-or-1 targets, averaged over samples and outputs.
#'
#' @param y Targets, n-by-q, each 0 or 1 or between.
#' @param output_layer_input Pre-activations of the output layer, n-by-q; not yet squashed.
#' @param arithmetic The set of operations to compute with.
#' @return The mean of max(z, 0) - y z + log(1 + exp(-|z|)), where z is output_layer_input.
#' @source The log. From the output, -y log(output) - (1 - y) log(1 - output) is infinite as soon as
#'   the output rounds to the wrong target; from the pre-activation it is finite and accurate.
#' @examples
#' binary_cross_entropy(cbind(0), cbind(49.8))
#' @export
binary_cross_entropy <- function(y, output_layer_input, arithmetic = native) {
  z <- output_layer_input
  arithmetic$mean(relu(z) - y * z + arithmetic$log1p(arithmetic$exp(-abs(z))))
}

#' The error measures to choose from for the record of a training, by name.
#'
#' @format A named list of functions of y, output and arithmetic.
#' @export
error_measures <- list(
  half_squared_error = half_squared_error,
  mean_absolute_error = mean_absolute_error
)
