# Training: the eleven steps again and again, and the trained network applied.

#' The output of the network for any rows, those of the training or new ones.
#'
#' @param X Input, n_samples-by-n_features.
#' @param wh Weights of the hidden layer, n_features-by-n_hidden.
#' @param bh Biases of the hidden layer, 1-by-n_hidden.
#' @param wout Weights of the output layer, n_hidden-by-n_outputs.
#' @param bout Biases of the output layer, 1-by-n_outputs.
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation The activation of the hidden layer; that of the output layer is the sigmoid.
#' @return The output, n_samples-by-n_outputs, each value from 0 to 1.
#' @source The article, steps 2 to 4.
#' @examples
#' X <- rbind(c(1, 0))
#' predict_output(X, wh = cbind(c(0.5, 0.5)), bh = cbind(-0.5), wout = cbind(2), bout = cbind(-1))
#' @export
predict_output <- function(
  X,
  wh,
  bh,
  wout,
  bout,
  arithmetic = native,
  hidden_activation = hidden_activations$sigmoid
) {
  forward(X, wh, bh, wout, bout, arithmetic, hidden_activation)$output
}

#' Steps 2 to 11 once: forward, backward, update.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param wh Weights of the hidden layer, n_features-by-n_hidden.
#' @param bh Biases of the hidden layer, 1-by-n_hidden.
#' @param wout Weights of the output layer, n_hidden-by-n_outputs.
#' @param bout Biases of the output layer, 1-by-n_outputs.
#' @param learning_rate Factor on every gradient, a number.
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation The activation of the hidden layer; that of the output layer is the sigmoid.
#' @return Every named quantity by its name: what forward, backward and update_parameters return.
#' @source The article, steps 2 to 11. With all samples in one batch this is one epoch.
#' @examples
#' one <- cbind(1)
#' names(train_batch(one, one, one, one, one, one, learning_rate = 0.1))[1:2]
#' @export
train_batch <- function(
  X,
  y,
  wh,
  bh,
  wout,
  bout,
  learning_rate,
  arithmetic = native,
  hidden_activation = hidden_activations$sigmoid
) {
  values <- forward(X, wh, bh, wout, bout, arithmetic, hidden_activation)
  output <- values$output
  hidden_layer_activations <- values$hidden_layer_activations

  deltas <- backward(y, output, hidden_layer_activations, wout, arithmetic, hidden_activation)
  d_hidden_layer <- deltas$d_hidden_layer
  d_output <- deltas$d_output

  parameters <- update_parameters(
    X,
    hidden_layer_activations,
    d_hidden_layer,
    d_output,
    wh,
    bh,
    wout,
    bout,
    learning_rate,
    arithmetic
  )
  c(values, deltas, parameters)
}

#' Cut the samples into batches of consecutive rows, in order.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param batch_size Rows in a batch, a whole number; the last batch may be smaller. All if not given.
#' @return A list of batches, each a pair of rows of X and rows of y.
#' @source The article, "Full Batch Gradient Descent and Stochastic Gradient Descent".
#' @examples
#' length(split_batches(matrix(1, 5, 2), matrix(1, 5, 1), batch_size = 2))
#' @noRd
split_batches <- function(X, y, batch_size = NULL) {
  n_samples <- nrow(X)
  if (is.null(batch_size) || batch_size >= n_samples) {
    return(list(list(X = X, y = y)))
  }
  starts <- seq(1, n_samples, by = batch_size)
  lapply(starts, function(start) {
    rows <- start:min(start + batch_size - 1, n_samples)
    list(X = X[rows, , drop = FALSE], y = y[rows, , drop = FALSE])
  })
}

#' The loop of every training: gradient descent for a number of epochs.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param parameters Initial weights and biases by name.
#' @param next_parameters A function of a batch of X, one of y and the parameters that returns the new
#'   parameters by name, and whatever else.
#' @param measure_error A function of the parameters that returns the error to record.
#' @param learning_rate Factor on every gradient, a number above 0; next_parameters applies it.
#' @param epochs How many times to go through all samples, a whole number.
#' @param batch_size Samples in an update: all if not given (full batch), 1 for the article's SGD.
#' @param record_every Record the error each so many epochs; a tenth of the epochs if not given.
#' @param on_record Called with epoch, error and the parameters by name, each time an error is recorded.
#' @param shuffle_seed Reorder the samples before each epoch, by random numbers from this seed; in their
#'   given order if not given.
#' @param shuffled_epochs How many epochs an earlier training has reordered them for; this one goes on after it.
#' @return By name: the trained parameters, by name themselves; and the history, a row for each record: the
#'   number of epochs done, the error then.
#' @section Errors:
#' InputError: If a setting makes no sense.
#' StoppedError: If the training is interrupted, or the parameters or the error are no longer finite;
#'   it holds the last finite parameters.
#' @source The article, "If we will train the model multiple times".
#' @examples
#' one <- cbind(1)
#' halve <- function(X, y, parameters) list(w = parameters$w / 2)
#' size <- function(parameters) parameters$w[1, 1]
#' descend(one, one, list(w = cbind(8)), halve, size, learning_rate = 1, epochs = 2)$parameters
#' @noRd
descend <- function(
  X,
  y,
  parameters,
  next_parameters,
  measure_error,
  learning_rate,
  epochs,
  batch_size = NULL,
  record_every = NULL,
  on_record = NULL,
  shuffle_seed = NULL,
  shuffled_epochs = 0
) {
  check_setting("learning_rate", learning_rate)
  check_setting("epochs", epochs)
  if (!is.null(batch_size)) {
    check_setting("batch_size", batch_size)
  }
  if (!is.null(shuffle_seed)) {
    check_setting("shuffle_seed", shuffle_seed)
  }
  check_setting("shuffled_epochs", shuffled_epochs)
  if (is.null(record_every)) {
    record_every <- max(1, epochs %/% 10)
  }
  check_setting("report_every", record_every)

  stream <- if (is.null(shuffle_seed)) NULL else shuffle_stream(shuffle_seed, nrow(X), shuffled_epochs)
  given_batches <- split_batches(X, y, batch_size)

  one_epoch <- function(state) {
    parameters <- state$parameters
    stream <- state$stream
    batches <- given_batches
    if (!is.null(stream)) {
      shuffled <- shuffle_rows(X, y, stream)
      stream <- shuffled$stream
      batches <- split_batches(shuffled$X, shuffled$y, batch_size)
    }
    for (batch in batches) {
      trained <- next_parameters(batch$X, batch$y, parameters)
      parameters <- trained[names(parameters)]
    }
    list(epoch = state$epoch + 1, parameters = parameters, stream = stream)
  }

  initial <- list(epoch = 0, parameters = parameters, stream = stream)
  repeat_epochs(initial, one_epoch, measure_error, epochs, record_every, on_record)
}

#' Train the network by gradient descent for a number of epochs.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param wh Initial weights of the hidden layer, n_features-by-n_hidden.
#' @param bh Initial biases of the hidden layer, 1-by-n_hidden.
#' @param wout Initial weights of the output layer, n_hidden-by-n_outputs.
#' @param bout Initial biases of the output layer, 1-by-n_outputs.
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
#' @return By name: the trained wh, bh, wout and bout; the output that they give, n_samples-by-n_outputs;
#'   and the history, a row for each record: the number of epochs done, the error then.
#' @section Errors:
#' InputError: If shapes do not fit, a value is not finite, or a setting makes no sense.
#' @source The article, steps 0 to 11; one time through all samples is called an epoch.
#' @examples
#' article <- read_experiment("article")
#' trained <- do.call(train, c(article$matrices, learning_rate = 0.1, epochs = 5000))
#' round(trained$output, 2)
#' @export
train <- function(
  X,
  y,
  wh,
  bh,
  wout,
  bout,
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
  check_network(X, y, wh, bh, wout, bout)

  next_parameters <- function(X_batch, y_batch, parameters) {
    train_batch(
      X_batch,
      y_batch,
      parameters$wh,
      parameters$bh,
      parameters$wout,
      parameters$bout,
      learning_rate,
      arithmetic,
      hidden_activation
    )
  }
  predict_all <- function(parameters) {
    wh <- parameters$wh
    bh <- parameters$bh
    wout <- parameters$wout
    bout <- parameters$bout
    predict_output(X, wh, bh, wout, bout, arithmetic, hidden_activation)
  }
  measure_error <- function(parameters) {
    error_measure(y, predict_all(parameters), arithmetic)
  }

  initial <- list(wh = wh, bh = bh, wout = wout, bout = bout)
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

#' What has become infinite, or not a number.
#'
#' @param parameters Weights and biases by name.
#' @param error The error that they give, a number.
#' @return The names of the parameters that hold such a value, then `the error` if it is one.
#' @source nnref
#' @examples
#' what_is_not_finite(list(w = cbind(1)), Inf)
#' @noRd
what_is_not_finite <- function(parameters, error) {
  values <- c(parameters, list(`the error` = error))
  names(values)[!vapply(values, function(value) all(is.finite(value)), NA)]
}

#' The first epoch after which something is not finite, found by doing the epochs once more.
#'
#' @param state The training when all was finite, as repeat_epochs takes it.
#' @param one_epoch A function of the state that returns the state one epoch later.
#' @param measure_error A function of the parameters that returns the error to record.
#' @return The error to be raised; it holds the parameters of the epoch before.
#' @source nnref
#' @examples
#' start <- list(epoch = 0, parameters = list(w = cbind(1e300)))
#' grow <- function(state) list(epoch = state$epoch + 1, parameters = list(w = state$parameters$w * 1e5))
#' find_divergence(start, grow, function(parameters) 0)$message
#' @noRd
find_divergence <- function(state, one_epoch, measure_error) {
  last <- state
  repeat {
    what <- what_is_not_finite(state$parameters, measure_error(state$parameters))
    if (length(what) > 0) {
      break
    }
    last <- state
    state <- one_epoch(state)
  }
  message <- sprintf("diverged in epoch %.0f: %s is not finite", state$epoch, what[1])
  StoppedError(message, 3, last$epoch, last$parameters)
}

#' Do one epoch after the other, and record the error before the first, on the way and after the last.
#'
#' @param state By name: epoch, the number of epochs done; parameters, by name themselves; and whatever else
#'   an epoch hands on to the next.
#' @param one_epoch A function of the state that returns the state one epoch later.
#' @param measure_error A function of the parameters that returns the error to record.
#' @param epochs The number of epochs at which to stop, a whole number.
#' @param record_every Record the error each so many epochs, a whole number.
#' @param on_record Called with epoch, error and the parameters by name, each time an error is recorded.
#' @return By name: the parameters after the last epoch, by name themselves; and the history, a row for each
#'   record: the number of epochs done, the error then.
#' @section Errors:
#' StoppedError: If the training is interrupted, or the parameters or the error are no longer finite;
#'   it holds the last finite parameters.
#' @source nnref
#' @examples
#' start <- list(epoch = 0, parameters = list(w = cbind(8)))
#' halve <- function(state) list(epoch = state$epoch + 1, parameters = list(w = state$parameters$w / 2))
#' size <- function(parameters) parameters$w[1, 1]
#' repeat_epochs(start, halve, size, epochs = 2, record_every = 1)$history
#' @noRd
repeat_epochs <- function(state, one_epoch, measure_error, epochs, record_every, on_record = NULL) {
  before <- options(matprod = "blas") # what is not finite is found below; R would look for it in each product
  on.exit(options(before))
  history <- list()
  recorded <- state
  tryCatch(
    repeat {
      epoch <- state$epoch
      is_last <- epoch == epochs
      if (epoch %% record_every == 0 || is_last) {
        error <- measure_error(state$parameters)
        # What is not finite stays so: to look now and then is enough, and costs the loop nothing
        if (length(what_is_not_finite(state$parameters, error)) > 0) {
          stop(find_divergence(recorded, one_epoch, measure_error))
        }
        history[[length(history) + 1]] <- c(epoch, error)
        if (!is.null(on_record)) {
          on_record(epoch, error, state$parameters)
        }
        recorded <- state
      }
      if (is_last) {
        break
      }
      state <- one_epoch(state) # at once, so that an interrupt leaves no half of an epoch
    },
    interrupt = function(condition) {
      last <- if (length(what_is_not_finite(state$parameters, 0)) > 0) recorded else state
      message <- sprintf("interrupted after %.0f of %.0f epochs", last$epoch, epochs)
      stop(StoppedError(message, 130, last$epoch, last$parameters))
    }
  )
  list(parameters = state$parameters, history = do.call(rbind, history))
}
