# The network of the log: one layer of weights, no hidden layer, no bias, and no learning rate.

#' The output of the single layer for any rows, those of the training or new ones.
#'
#' @param X Input, n_samples-by-n_features.
#' @param weights Weights of the layer, n_features-by-n_outputs.
#' @param arithmetic The set of operations to compute with.
#' @return The output, n_samples-by-n_outputs, each value from 0 to 1.
#' @source The log, "Feed forward the input data".
#' @examples
#' predict_single_layer(rbind(c(1, 0)), cbind(c(0, 1)))
#' @noRd
predict_single_layer <- function(X, weights, arithmetic = native) {
  sigmoid(arithmetic$dot(X, weights), arithmetic)
}

#' Once forward, once backward, and one step of gradient descent.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param weights Weights of the layer, n_features-by-n_outputs.
#' @param learning_rate Factor on the gradient, a number; the log has none, which is 1.
#' @param arithmetic The set of operations to compute with.
#' @return By name: layer_output, error and adjustment (the delta), each n_samples-by-n_outputs; and the new
#'   weights.
#' @source The log, "Train the neural network".
#' @examples
#' one <- cbind(1)
#' single_layer_batch(one, one, cbind(0), learning_rate = 1)$weights
#' @noRd
single_layer_batch <- function(X, y, weights, learning_rate, arithmetic = native) {
  layer_output <- predict_single_layer(X, weights, arithmetic) # (n_samples, n_outputs)
  error <- y - layer_output # (n_samples, n_outputs)
  adjustment <- error * derivatives_sigmoid(layer_output) # (n_samples, n_outputs)
  weights <- weights + arithmetic$dot_at_b(X, adjustment) * learning_rate # (n_features, n_outputs)
  list(layer_output = layer_output, error = error, adjustment = adjustment, weights = weights)
}

#' Train the single layer by gradient descent for a number of epochs.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param weights Initial weights of the layer, n_features-by-n_outputs.
#' @param learning_rate Factor on the gradient, a number above 0; the log has none, which is 1.
#' @param epochs How many times to go through all samples, a whole number.
#' @param batch_size Samples in an update: all if not given (full batch), 1 for the article's SGD.
#' @param record_every Record the error each so many epochs; a tenth of the epochs if not given.
#' @param on_record Called with epoch, error and the parameters by name, each time an error is recorded.
#' @param arithmetic The set of operations to compute with.
#' @param error_measure What to record: a function of y, output and arithmetic that returns a number.
#' @param shuffle_seed Reorder the samples before each epoch, by random numbers from this seed; in their
#'   given order if not given.
#' @param shuffled_epochs How many epochs an earlier training has reordered them for; this one goes on after it.
#' @return By name: the trained weights; the output that they give, n_samples-by-n_outputs; and the history, a
#'   row for each record: the number of epochs done, the error then.
#' @section Errors:
#' InputError: If shapes do not fit, a value is not finite, or a setting makes no sense.
#' @source The log, "Code Implementation".
#' @examples
#' experiment <- read_experiment("log")
#' trained <- do.call(train_single_layer, c(experiment$matrices, learning_rate = 1, epochs = 1000))
#' round(trained$history[1, ], 4)
#' @noRd
train_single_layer <- function(
  X,
  y,
  weights,
  learning_rate,
  epochs,
  batch_size = NULL,
  record_every = NULL,
  on_record = NULL,
  arithmetic = native,
  error_measure = mean_absolute_error,
  shuffle_seed = NULL,
  shuffled_epochs = 0
) {
  check_shapes("single_layer", list(X = X, y = y, weights = weights))

  next_parameters <- function(X_batch, y_batch, parameters) {
    single_layer_batch(X_batch, y_batch, parameters$weights, learning_rate, arithmetic)
  }
  predict_all <- function(parameters) {
    predict_single_layer(X, parameters$weights, arithmetic)
  }
  measure_error <- function(parameters) {
    error_measure(y, predict_all(parameters), arithmetic)
  }

  initial <- list(weights = weights)
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
