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

#' Once forward, once backward, and one step of gradient descent.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param wh Weights of the hidden layer, n_features-by-n_hidden.
#' @param wout Weights of the output layer, n_hidden-by-n_outputs.
#' @param learning_rate Factor on every gradient, a number.
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation The activation of the hidden layer; that of the output layer is the sigmoid.
#' @return Every named quantity by its name: what walkthrough_forward and walkthrough_backward return for the
#'   transposed X and y, and the new wh and wout.
#' @source The article, "we have to take the transpose of input so that we can train our network".
#' @examples
#' one <- cbind(1)
#' names(walkthrough_batch(one, one, one, one, learning_rate = 0.1))[1:2]
#' @noRd
walkthrough_batch <- function(
  X,
  y,
  wh,
  wout,
  learning_rate,
  arithmetic = native,
  hidden_activation = hidden_activations$sigmoid
) {
  X <- t(X) # (n_features, n_samples)
  y <- t(y) # (n_outputs, n_samples)
  values <- walkthrough_forward(X, wh, wout, arithmetic, hidden_activation)
  output <- values$output
  hidden_layer_activations <- values$hidden_layer_activations

  factors <- walkthrough_backward(X, y, output, hidden_layer_activations, wout, arithmetic, hidden_activation)
  wh <- wh - learning_rate * factors$error_wrt_wh # (n_features, n_hidden)
  wout <- wout - learning_rate * factors$error_wrt_wout # (n_hidden, n_outputs)

  parameters <- list(wh = wh, wout = wout)
  c(values, factors, parameters)
}

#' The output of the bias-free network for any rows, those of the training or new ones.
#'
#' @param X Input, n_samples-by-n_features.
#' @param wh Weights of the hidden layer, n_features-by-n_hidden.
#' @param wout Weights of the output layer, n_hidden-by-n_outputs.
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation The activation of the hidden layer; that of the output layer is the sigmoid.
#' @return The output, n_samples-by-n_outputs, each value from 0 to 1.
#' @source The article, "how close the predictions are to our actual output".
#' @examples
#' predict_walkthrough(cbind(c(1, 1)), cbind(1), cbind(0))
#' @noRd
predict_walkthrough <- function(
  X,
  wh,
  wout,
  arithmetic = native,
  hidden_activation = hidden_activations$sigmoid
) {
  t(walkthrough_forward(t(X), wh, wout, arithmetic, hidden_activation)$output)
}

#' Train the bias-free network by gradient descent for a number of epochs.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param wh Initial weights of the hidden layer, n_features-by-n_hidden.
#' @param wout Initial weights of the output layer, n_hidden-by-n_outputs.
#' @param learning_rate Factor on every gradient, a number above 0.
#' @param epochs How many times to go through all samples, a whole number.
#' @param batch_size Samples in an update: all if not given (full batch), 1 for the article's SGD.
#' @param record_every Record the error each so many epochs; a tenth of the epochs if not given.
#' @param on_record Called with epoch, error and the parameters by name, each time an error is recorded.
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation The activation of the hidden layer; that of the output layer is the sigmoid.
#' @param error_measure What to record: a function of y, output and arithmetic that returns a number.
#' @param shuffle_seed Reorder the samples before each epoch, by random numbers from this seed; in their
#'   given order if not given.
#' @param shuffled_epochs How many epochs an earlier training has reordered them for; this one goes on after it.
#' @return By name: the trained wh and wout; the output that they give, n_samples-by-n_outputs; and the history,
#'   a row for each record: the number of epochs done, the error then.
#' @section Errors:
#' InputError: If shapes do not fit, a value is not finite, or a setting makes no sense.
#' @source The article, "Let's perform the steps above again for 1000 epochs".
#' @examples
#' walkthrough <- read_experiment("walkthrough")
#' trained <- do.call(train_walkthrough, c(walkthrough$matrices, learning_rate = 0.1, epochs = 1000))
#' round(trained$history[2, ], 5)
#' @noRd
train_walkthrough <- function(
  X,
  y,
  wh,
  wout,
  learning_rate,
  epochs,
  batch_size = NULL,
  record_every = NULL,
  on_record = NULL,
  arithmetic = native,
  hidden_activation = hidden_activations$sigmoid,
  error_measure = half_squared_error,
  shuffle_seed = NULL,
  shuffled_epochs = 0
) {
  check_shapes("walkthrough", list(X = X, y = y, wh = wh, wout = wout))

  next_parameters <- function(X_batch, y_batch, parameters) {
    wh <- parameters$wh
    wout <- parameters$wout
    walkthrough_batch(X_batch, y_batch, wh, wout, learning_rate, arithmetic, hidden_activation)
  }
  predict_all <- function(parameters) {
    predict_walkthrough(X, parameters$wh, parameters$wout, arithmetic, hidden_activation)
  }
  measure_error <- function(parameters) {
    error_measure(y, predict_all(parameters), arithmetic)
  }

  initial <- list(wh = wh, wout = wout)
  trained <- descend(
    X,
    y,
    initial,
    next_parameters,
    measure_error,
    learning_rate,
    epochs,
    batch_size,
    record_every,
    on_record,
    shuffle_seed,
    shuffled_epochs
  )
  parameters <- trained$parameters
  results <- list(output = predict_all(parameters), history = trained$history)
  c(parameters, results)
}
