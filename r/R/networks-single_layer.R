# The network of the log: one layer of weights, no hidden layer, no bias, and no learning rate.

#' Feed the input forward: weight it and squash it.
#'
#' @param X Input, n_samples-by-n_features.
#' @param weights Weights of the layer, n_features-by-n_outputs.
#' @param arithmetic The set of operations to compute with.
#' @return By name: layer_output, n_samples-by-n_outputs, each value from 0 to 1.
#' @source The log, "Feed forward the input data".
#' @examples
#' single_layer_forward(rbind(c(1, 0)), weights = cbind(c(0, 1)))
#' @noRd
single_layer_forward <- function(X, weights, arithmetic = native) {
  layer_output <- sigmoid(arithmetic$dot(X, weights), arithmetic) # (n_samples, n_outputs)
  list(layer_output = layer_output)
}

#' How wrong the output is, and by how much to adjust it.
#'
#' @param y Targets, n_samples-by-n_outputs.
#' @param layer_output Output of the layer, n_samples-by-n_outputs.
#' @return By name: error and adjustment (the delta), both n_samples-by-n_outputs.
#' @source The log, "Calculate the error" and "Calculate the adjustment".
#' @examples
#' single_layer_backward(y = cbind(1), layer_output = cbind(0.5))$adjustment
#' @noRd
single_layer_backward <- function(y, layer_output) {
  error <- y - layer_output # (n_samples, n_outputs)
  adjustment <- error * derivatives_sigmoid(layer_output) # (n_samples, n_outputs)
  list(error = error, adjustment = adjustment)
}

#' The network of the log: a single layer.
#'
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation Of no use here, where there is no hidden layer.
#' @param error_measure What to record: a function of y, output and arithmetic that returns a number; the mean
#'   absolute error if not given.
#' @return The network; the log has no learning rate, which is a rate of 1.
#' @source The log, "Train the neural network".
#' @examples
#' choose_network("single_layer")$predict(cbind(0), list(weights = cbind(2)))
#' @noRd
single_layer_network <- function(arithmetic, hidden_activation, error_measure = NULL) {
  measure <- if (is.null(error_measure)) mean_absolute_error else error_measure

  forward <- function(X, parameters) {
    single_layer_forward(X, parameters$weights, arithmetic)
  }
  backward <- function(X, y, values, parameters) {
    single_layer_backward(y, values$layer_output)
  }
  update <- function(X, values, deltas, parameters, learning_rate) {
    adjusted <- arithmetic$dot_at_b(X, deltas$adjustment) # (n_features, n_outputs)
    list(weights = parameters$weights + adjusted * learning_rate) # (n_features, n_outputs)
  }
  predict <- function(X, parameters) {
    forward(X, parameters)$layer_output
  }
  error <- function(X, y, parameters) {
    measure(y, predict(X, parameters), arithmetic)
  }

  Network(
    name = "single_layer",
    arithmetic = arithmetic,
    hidden_activation = NULL,
    parameters = NETWORKS$single_layer,
    forward = forward,
    backward = backward,
    update = update,
    predict = predict,
    error = error
  )
}

networks$single_layer <- single_layer_network
