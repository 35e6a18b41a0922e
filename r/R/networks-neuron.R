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

#' Once forward, once backward, and one step of gradient descent.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-1, each 0 or 1.
#' @param w Weights, n_features-by-1.
#' @param b Bias, 1-by-1.
#' @param learning_rate Factor on every gradient, a number; the log calls it alpha.
#' @param arithmetic The set of operations to compute with.
#' @return Every named quantity by its name: what neuron_forward and neuron_backward return, and the new w and
#'   b.
#' @source The log, "Difference between Backpropagation & Frontpropagation".
#' @examples
#' one <- cbind(1)
#' names(neuron_batch(one, one, one, one, learning_rate = 0.1))
#' @noRd
neuron_batch <- function(X, y, w, b, learning_rate, arithmetic = native) {
  values <- neuron_forward(X, w, b, arithmetic)
  gradients <- neuron_backward(X, y, values$output, arithmetic)
  w <- gradient_step(w, gradients$dw, alpha = learning_rate) # (n_features, 1)
  b <- gradient_step(b, gradients$db, alpha = learning_rate) # (1, 1)
  parameters <- list(w = w, b = b)
  c(values, gradients, parameters)
}

#' The output of the neuron for any rows, those of the training or new ones.
#'
#' @param X Input, n_samples-by-n_features.
#' @param w Weights, n_features-by-1.
#' @param b Bias, 1-by-1.
#' @param arithmetic The set of operations to compute with.
#' @return The output, n_samples-by-1, each value from 0 to 1.
#' @source The log, "output = sigmoid(input * w + b)".
#' @examples
#' predict_neuron(cbind(100), w = cbind(0.5), b = cbind(-0.2))
#' @noRd
predict_neuron <- function(X, w, b, arithmetic = native) {
  neuron_forward(X, w, b, arithmetic)$output
}

#' Train the neuron by gradient descent on the binary cross-entropy for a number of epochs.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-1, each 0 or 1.
#' @param w Initial weights, n_features-by-1.
#' @param b Initial bias, 1-by-1.
#' @param learning_rate Factor on every gradient, a number above 0; the log calls it alpha.
#' @param epochs How many times to go through all samples, a whole number.
#' @param batch_size Samples in an update: all if not given (full batch), 1 for the article's SGD.
#' @param record_every Record the error each so many epochs; a tenth of the epochs if not given.
#' @param on_record Called with epoch, error and the parameters by name, each time an error is recorded.
#' @param arithmetic The set of operations to compute with.
#' @param shuffle_seed Reorder the samples before each epoch, by random numbers from this seed; in their
#'   given order if not given.
#' @param shuffled_epochs How many epochs an earlier training has reordered them for; this one goes on after it.
#' @return By name: the trained w and b; the output that they give, n_samples-by-1; and the history, a row for
#'   each record: the number of epochs done, the binary cross-entropy then.
#' @section Errors:
#' InputError: If shapes do not fit, a value is not finite, or a setting makes no sense.
#' @source The log, "We repeat this process for many inputs".
#' @examples
#' neuron <- read_experiment("neuron")
#' do.call(train_neuron, c(neuron$matrices, learning_rate = 0.01, epochs = 1))$w
#' @noRd
train_neuron <- function(
  X,
  y,
  w,
  b,
  learning_rate,
  epochs,
  batch_size = NULL,
  record_every = NULL,
  on_record = NULL,
  arithmetic = native,
  shuffle_seed = NULL,
  shuffled_epochs = 0
) {
  check_shapes("neuron", list(X = X, y = y, w = w, b = b))

  next_parameters <- function(X_batch, y_batch, parameters) {
    neuron_batch(X_batch, y_batch, parameters$w, parameters$b, learning_rate, arithmetic)
  }
  measure_error <- function(parameters) {
    z <- neuron_forward(X, parameters$w, parameters$b, arithmetic)$z
    binary_cross_entropy(y, z, arithmetic)
  }

  initial <- list(w = w, b = b)
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
  output <- predict_neuron(X, parameters$w, parameters$b, arithmetic)
  results <- list(output = output, history = trained$history)
  c(parameters, results)
}
