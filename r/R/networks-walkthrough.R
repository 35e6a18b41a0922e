# The bias-free network that the article builds up in detail: samples in columns, one factor at a time.

#' Forward propagation without biases, samples in columns.
#'
#' @param X Input, n_features-by-n_samples.
#' @param wh Weights of the hidden layer, n_features-by-n_hidden.
#' @param wout Weights of the output layer, n_hidden-by-n_outputs.
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation The activation of the hidden layer; that of the output layer is the sigmoid.
#' @return By name: Z1 (pre-activations of the hidden layer) and hidden_layer_activations, both
#'   n_hidden-by-n_samples; Z2 (pre-activations of the output layer) and output, both n_outputs-by-n_samples.
#' @source The article, "Understanding the implementation of Neural Networks from scratch in detail".
#' @examples
#' walkthrough_forward(X = cbind(c(1, 0)), wh = cbind(c(0, 0.5)), wout = cbind(0))$output
#' @noRd
walkthrough_forward <- function(
  X,
  wh,
  wout,
  arithmetic = native,
  hidden_activation = hidden_activations$sigmoid
) {
  dot_at_b <- arithmetic$dot_at_b
  activate <- hidden_activation$activate

  Z1 <- dot_at_b(wh, X) # (n_hidden, n_samples)
  hidden_layer_activations <- activate(Z1, arithmetic) # (n_hidden, n_samples)

  Z2 <- dot_at_b(wout, hidden_layer_activations) # (n_outputs, n_samples)
  output <- sigmoid(Z2, arithmetic) # (n_outputs, n_samples)

  list(Z1 = Z1, hidden_layer_activations = hidden_layer_activations, Z2 = Z2, output = output)
}

#' The chain rule, each factor on its own, then multiplied to the two gradients.
#'
#' @param X Input, n_features-by-n_samples.
#' @param y Targets, n_outputs-by-n_samples.
#' @param output Output of the network, n_outputs-by-n_samples.
#' @param hidden_layer_activations Activations of the hidden layer, n_hidden-by-n_samples.
#' @param wout Weights of the output layer that made the output, n_hidden-by-n_outputs; not yet updated.
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation The activation of the hidden layer; that of the output layer is the sigmoid.
#' @return By name, "wrt" for "with respect to": the factors error_wrt_output, output_wrt_Z2, Z2_wrt_wout,
#'   Z2_wrt_hidden, hidden_wrt_Z1 and Z1_wrt_wh; and the gradients error_wrt_wout, shaped like wout, and
#'   error_wrt_wh, shaped like wh.
#' @source The article, "Understanding the implementation of Neural Networks from scratch in detail". The error
#'   is half the squared error, summed over the samples.
#' @examples
#' half <- cbind(0.5)
#' walkthrough_backward(half, cbind(1), half, half, half)$error_wrt_wout
#' @noRd
walkthrough_backward <- function(
  X,
  y,
  output,
  hidden_layer_activations,
  wout,
  arithmetic = native,
  hidden_activation = hidden_activations$sigmoid
) {
  dot <- arithmetic$dot
  dot_a_bt <- arithmetic$dot_a_bt

  # From the error to the weights between the hidden and the output layer
  error_wrt_output <- -(y - output) # (n_outputs, n_samples)
  output_wrt_Z2 <- output * (1 - output) # (n_outputs, n_samples)
  Z2_wrt_wout <- hidden_layer_activations # (n_hidden, n_samples)
  error_wrt_Z2 <- error_wrt_output * output_wrt_Z2 # (n_outputs, n_samples)
  error_wrt_wout <- dot_a_bt(Z2_wrt_wout, error_wrt_Z2) # (n_hidden, n_outputs)

  # From the error to the weights between the input and the hidden layer: the first two factors are the same
  Z2_wrt_hidden <- wout # (n_hidden, n_outputs)
  hidden_wrt_Z1 <- hidden_activation$slope(hidden_layer_activations) # (n_hidden, n_samples)
  Z1_wrt_wh <- X # (n_features, n_samples)
  error_wrt_Z1 <- hidden_wrt_Z1 * dot(Z2_wrt_hidden, error_wrt_Z2) # (n_hidden, n_samples)
  error_wrt_wh <- dot_a_bt(Z1_wrt_wh, error_wrt_Z1) # (n_features, n_hidden)

  list(
    error_wrt_output = error_wrt_output,
    output_wrt_Z2 = output_wrt_Z2,
    Z2_wrt_wout = Z2_wrt_wout,
    error_wrt_wout = error_wrt_wout,
    Z2_wrt_hidden = Z2_wrt_hidden,
    hidden_wrt_Z1 = hidden_wrt_Z1,
    Z1_wrt_wh = Z1_wrt_wh,
    error_wrt_wh = error_wrt_wh
  )
}

#' The network that the article builds up in detail: one hidden layer, no biases.
#'
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation The activation of the hidden layer; that of the output layer is the sigmoid.
#' @param error_measure What to record: a function of y, output and arithmetic that returns a number; half the
#'   squared error if not given.
#' @return The network, which takes samples in rows as every network does.
#' @source The article, "we have to take the transpose of input so that we can train our network".
#' @examples
#' parameters <- list(wh = cbind(0), wout = cbind(0))
#' choose_network("walkthrough")$predict(cbind(c(1, 1)), parameters)
#' @noRd
walkthrough_network <- function(arithmetic, hidden_activation, error_measure = NULL) {
  measure <- if (is.null(error_measure)) half_squared_error else error_measure

  forward <- function(X, parameters) {
    walkthrough_forward(t(X), parameters$wh, parameters$wout, arithmetic, hidden_activation)
  }
  backward <- function(X, y, values, parameters) {
    output <- values$output
    hidden_layer_activations <- values$hidden_layer_activations
    wout <- parameters$wout
    walkthrough_backward(t(X), t(y), output, hidden_layer_activations, wout, arithmetic, hidden_activation)
  }
  update <- function(X, values, deltas, parameters, learning_rate) {
    wh <- parameters$wh - learning_rate * deltas$error_wrt_wh # (n_features, n_hidden)
    wout <- parameters$wout - learning_rate * deltas$error_wrt_wout # (n_hidden, n_outputs)
    list(wh = wh, wout = wout)
  }
  predict <- function(X, parameters) {
    t(forward(X, parameters)$output)
  }
  error <- function(X, y, parameters) {
    measure(y, predict(X, parameters), arithmetic)
  }

  Network(
    name = "walkthrough",
    arithmetic = arithmetic,
    hidden_activation = hidden_activation,
    parameters = NETWORKS$walkthrough,
    forward = forward,
    backward = backward,
    update = update,
    predict = predict,
    error = error
  )
}

networks$walkthrough <- walkthrough_network
