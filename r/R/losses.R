# How far the output is from the target: as one number, and as classes that are right or wrong.

#' Half the squared error, averaged over samples and outputs.
#'
#' @param y Targets, n-by-q.
#' @param output Outputs of the network, n-by-q.
#' @param arithmetic The set of operations to compute with.
#' @return The mean of (y - output) squared, halved.
#' @source The article, step 5; its derivative with respect to output is output - y.
#' @seealso [train()], which records it.
#' @family measures
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
#' @family measures
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
#' @family measures
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
#' @noRd
error_measures <- list(
  half_squared_error = half_squared_error,
  mean_absolute_error = mean_absolute_error
)

#' The class of each sample: the output that is largest, or for a single output whether it is above a half.
#'
#' @param output Outputs or targets, n_samples-by-n_outputs.
#' @return The class of each sample, n_samples-by-1: a whole number from 0; of equal outputs the first counts.
#' @source The log, "recognize handwritten digits".
#' @family measures
#' @examples
#' predicted_class(rbind(c(0.1, 0.7, 0.2)))
#' @export
predicted_class <- function(output) {
  if (ncol(output) == 1) {
    return((output > 0.5) + 0)
  }
  matrix(max.col(output, ties.method = "first") - 1) # R counts from 1
}

#' How often each class was taken for each other.
#'
#' @param y Targets, n_samples-by-n_outputs, 1 for the class of the sample and 0 elsewhere.
#' @param output Output of the network, n_samples-by-n_outputs.
#' @return Counts: a row for each true class, a column for each predicted one.
#' @source The standard table of a classifier; its diagonal counts what is right.
#' @seealso [predicted_class()], the class that an output stands for.
#' @family measures
#' @examples
#' confusion_matrix(y = cbind(c(1, 0, 1)), output = cbind(c(0.9, 0.2, 0.4)))
#' @export
confusion_matrix <- function(y, output) {
  classes <- seq_len(max(2, ncol(y))) - 1
  true <- factor(predicted_class(y), classes)
  predicted <- factor(predicted_class(output), classes)
  matrix(table(true, predicted) + 0, nrow = length(classes))
}
