# The perceptron: a weighted sum that is or is not above a threshold. It is not trained.

#' What the perceptron compares with its threshold.
#'
#' @param X Input, n_samples-by-n_features.
#' @param weights How much each input counts, n_features-by-n_outputs; all 1 for the plain sum.
#' @param bias What is added to the sum, 1-by-n_outputs; 0 for none.
#' @param arithmetic The set of operations to compute with.
#' @return The weighted sums plus the bias, n_samples-by-n_outputs.
#' @source The article, "w1*x1 + w2*x2 + w3*x3 + 1*b".
#' @examples
#' weighted_sum(rbind(c(0, 1, 1)), weights = cbind(c(2, 3, 4)), bias = cbind(-4.5))
#' @noRd
weighted_sum <- function(X, weights, bias, arithmetic = native) {
  arithmetic$add_bias(arithmetic$dot(X, weights), bias)
}

#' The output of a perceptron with the threshold 0.
#'
#' @param X Input, n_samples-by-n_features.
#' @param weights How much each input counts, n_features-by-n_outputs; all 1 for the plain sum.
#' @param bias What is added to the sum, 1-by-n_outputs; 0 for none. It is minus the threshold.
#' @param arithmetic The set of operations to compute with.
#' @return 1 where the weighted sum plus the bias is above 0, else 0, n_samples-by-n_outputs.
#' @source The article, "Multi-Layer Perceptron and its basics".
#' @examples
#' perceptron(rbind(c(0, 1, 1)), weights = cbind(c(1, 1, 1)), bias = cbind(0))
#' @noRd
perceptron <- function(X, weights, bias, arithmetic = native) {
  (weighted_sum(X, weights, bias, arithmetic) > 0) + 0
}

#' The output of the article's three forms of a perceptron, each with the threshold 0.
#'
#' @param X Input, n_samples-by-n_features.
#' @param weights How much each input counts, n_features-by-n_outputs.
#' @param bias What is added to the sum, 1-by-n_outputs.
#' @param arithmetic The set of operations to compute with.
#' @return By name: plain (of the sum of the inputs), weighted (without the bias) and biased, each
#'   n_samples-by-n_outputs.
#' @source The article, "three ways of creating input-output relationships".
#' @examples
#' perceptron_forms(cbind(1), weights = cbind(2), bias = cbind(-3))$biased
#' @noRd
perceptron_forms <- function(X, weights, bias, arithmetic = native) {
  ones <- weights * 0 + 1
  none <- bias * 0
  list(
    plain = perceptron(X, ones, none, arithmetic),
    weighted = perceptron(X, weights, none, arithmetic),
    biased = perceptron(X, weights, bias, arithmetic)
  )
}

#' The network of perceptrons, which has weights and biases and is not trained.
#'
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation Of no use here, where there is no hidden layer.
#' @param error_measure What to measure: a function of y, output and arithmetic that returns a number; the mean
#'   absolute error, which is the share of wrong outputs, if not given.
#' @return The network.
#' @source The article, "Multi-Layer Perceptron and its basics".
#' @examples
#' parameters <- list(weights = cbind(c(1, 1, 1)), bias = cbind(0))
#' choose_network("perceptron")$predict(rbind(c(0, 1, 1)), parameters)
#' @noRd
perceptron_network <- function(arithmetic, hidden_activation, error_measure = NULL) {
  measure <- if (is.null(error_measure)) mean_absolute_error else error_measure

  forward <- function(X, parameters) {
    list(output = perceptron(X, parameters$weights, parameters$bias, arithmetic))
  }
  predict <- function(X, parameters) {
    forward(X, parameters)$output
  }
  error <- function(X, y, parameters) {
    measure(y, predict(X, parameters), arithmetic)
  }

  Network(
    name = "perceptron",
    arithmetic = arithmetic,
    hidden_activation = NULL,
    parameters = NETWORKS$perceptron,
    forward = forward,
    backward = NULL,
    update = NULL,
    predict = predict,
    error = error
  )
}

networks$perceptron <- perceptron_network
