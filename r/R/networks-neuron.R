# The one neuron of the log: a weight for each feature, a bias, and binary cross-entropy.

#' Front propagation: weight, add the bias, squash.
#'
#' @param X Input, n_samples-by-n_features.
#' @param w Weights, n_features-by-1.
#' @param b Bias, 1-by-1.
#' @param arithmetic The set of operations to compute with.
#' @return By name: z (the pre-activation) and output, both n_samples-by-1.
#' @source The log, "Difference between Backpropagation & Frontpropagation".
#' @examples
#' neuron_forward(cbind(100), w = cbind(0.5), b = cbind(-0.2))
#' @noRd
neuron_forward <- function(X, w, b, arithmetic = native) {
  z <- arithmetic$add_bias(arithmetic$dot(X, w), b) # (n_samples, 1)
  output <- sigmoid(z, arithmetic) # (n_samples, 1)
  list(z = z, output = output)
}

#' The gradients of the binary cross-entropy, summed over the samples.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-1, each 0 or 1.
#' @param output Output of the neuron, n_samples-by-1.
#' @param arithmetic The set of operations to compute with.
#' @return By name: dw, shaped like w, and db, 1-by-1.
#' @source The log, "Math Alert". The slopes of loss and sigmoid cancel, so that output - y is left.
#' @examples
#' neuron_backward(cbind(100), y = cbind(0), output = cbind(1))
#' @noRd
neuron_backward <- function(X, y, output, arithmetic = native) {
  dz <- output - y # (n_samples, 1)
  dw <- arithmetic$dot_at_b(X, dz) # (n_features, 1)
  db <- arithmetic$column_sums(dz) # (1, 1)
  list(dw = dw, db = db)
}

#' One step of gradient descent: against the gradient.
#'
#' @param parameter A weight or a bias, any matrix.
#' @param gradient The derivative of the loss with respect to it, shaped like parameter.
#' @param alpha The learning rate, a number.
#' @return parameter - alpha times gradient.
#' @source The log, "w_new = w_old - alpha dw".
#' @examples
#' gradient_step(cbind(0.5), cbind(-10), alpha = 0.01)
#' @noRd
gradient_step <- function(parameter, gradient, alpha) {
  parameter - alpha * gradient
}

#' The network of one neuron, trained on the binary cross-entropy.
#'
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation Of no use here, where there is no hidden layer.
#' @param error_measure Of no use here: what is recorded is the binary cross-entropy.
#' @return The network; the log calls its learning rate alpha.
#' @source The log, "Difference between Backpropagation & Frontpropagation".
#' @examples
#' parameters <- list(w = cbind(0.5), b = cbind(-0.2))
#' choose_network("neuron")$error(cbind(100), cbind(0), parameters)
#' @noRd
neuron_network <- function(arithmetic, hidden_activation, error_measure = NULL) {
  forward <- function(X, parameters) {
    neuron_forward(X, parameters$w, parameters$b, arithmetic)
  }
  backward <- function(X, y, values, parameters) {
    neuron_backward(X, y, values$output, arithmetic)
  }
  update <- function(X, values, deltas, parameters, learning_rate) {
    w <- gradient_step(parameters$w, deltas$dw, alpha = learning_rate) # (n_features, 1)
    b <- gradient_step(parameters$b, deltas$db, alpha = learning_rate) # (1, 1)
    list(w = w, b = b)
  }
  predict <- function(X, parameters) {
    forward(X, parameters)$output
  }
  error <- function(X, y, parameters) {
    binary_cross_entropy(y, forward(X, parameters)$z, arithmetic)
  }

  Network(
    name = "neuron",
    arithmetic = arithmetic,
    hidden_activation = NULL,
    parameters = NETWORKS$neuron,
    forward = forward,
    backward = backward,
    update = update,
    predict = predict,
    error = error
  )
}

networks$neuron <- neuron_network
