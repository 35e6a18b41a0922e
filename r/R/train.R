# Training: forward, backward and update again and again, and the trained network applied.

#' What a training gives: the trained network, and how it came to be.
#'
#' @param network The network that was trained.
#' @param parameters The trained weights and biases by name.
#' @param output The output that they give for X, n_samples-by-n_outputs.
#' @param history A row for each record: the number of epochs done, the error then.
#' @param X The input that it was trained on, n_samples-by-n_features.
#' @param y The targets that it was trained on, n_samples-by-n_outputs.
#' @param settings The learning rate, the number of epochs, and whatever else was chosen, by name.
#' @param columns What is remembered of the columns of a table; none if X does not come from a table.
#' @return The training.
#' @source nnref
#' @examples
#' article <- read_experiment("article")
#' trained <- train(article$X, article$y, article$parameters, learning_rate = 0.1, epochs = 5000)
#' round(predict(trained, rbind(c(1, 0, 0, 1))), 2)
#' @noRd
Trained <- function(network, parameters, output, history, X, y, settings, columns = NULL) {
  colnames(history) <- c("epoch", "error")
  if (is.null(colnames(output))) {
    outputs <- if (ncol(y) == 1) "output" else paste0("output_", seq_len(ncol(y)))
    if (length(columns$classes) == ncol(y)) {
      outputs <- columns$classes
    }
    colnames(output) <- if (is.null(colnames(y))) outputs else colnames(y)
  }
  trained <- list(
    network = network,
    parameters = parameters,
    output = output,
    history = history,
    X = X,
    y = y,
    settings = settings,
    columns = columns
  )
  structure(trained, class = "nnref")
}

#' The output of a trained network for any rows, those of the training or new ones.
#'
#' @param trained What train returned.
#' @param X Input, n_samples-by-n_features.
#' @return The output, n_samples-by-n_outputs.
#' @section Errors:
#' InputError: If X is no matrix of finite numbers with as many columns as the training's.
#' @source The log, "make predictions on new inputs that it has not seen before".
#' @examples
#' one <- cbind(1)
#' trained <- train(one, one, list(weights = 0 * one), learning_rate = 1, epochs = 0, network = "single_layer")
#' predict_rows(trained, rbind(5, 7))
#' @noRd
predict_rows <- function(trained, X) {
  X <- as_matrix(X, "X")
  if (ncol(X) != ncol(trained$X)) {
    message <- "X: expected columns: %d (the features of the training), found %d"
    stop(InputError(sprintf(message, ncol(trained$X), ncol(X))))
  }
  trained$network$predict(X, trained$parameters)
}

#' One update: forward, backward, and one step of gradient descent.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param parameters Weights and biases by name.
#' @param learning_rate Factor on every gradient, a number.
#' @param network Name of the network to train, or the network itself.
#' @param arithmetic Name of the set of operations to compute with: native or portable.
#' @param hidden_activation Name of the activation of the hidden layer: sigmoid, tanh or relu.
#' @return Every named quantity by its name: the values, the deltas and the new parameters.
#' @section Errors:
#' InputError: If there is no such network, arithmetic or activation, or the network is not trained.
#' @source The article, steps 2 to 11. With all samples in one batch this is one epoch.
#' @seealso [forward()], [backward()] and [update_parameters()], which it calls.
#' @family functions that train
#' @examples
#' one <- cbind(1)
#' parameters <- list(wh = one, bh = one, wout = one, bout = one)
#' names(train_batch(one, one, parameters, learning_rate = 0.1))[1:2]
#' @export
train_batch <- function(
  X,
  y,
  parameters,
  learning_rate,
  network = "article",
  arithmetic = "native",
  hidden_activation = "sigmoid"
) {
  chosen <- choose_network(network, arithmetic, hidden_activation)
  if (is.null(chosen$backward)) {
    stop(InputError(sprintf("the %s network is not trained", chosen$name)))
  }
  values <- chosen$forward(X, parameters)
  deltas <- chosen$backward(X, y, values, parameters)
  updated <- chosen$update(X, values, deltas, parameters, learning_rate)
  c(values, deltas, updated)
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

#' Train a network by gradient descent for a number of epochs.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param parameters Initial weights and biases by name: wh, bh, wout and bout for the article's network.
#' @param learning_rate Factor on every gradient, a number above 0.
#' @param epochs How many times to go through all samples, a whole number.
#' @param batch_size Samples in an update: all if not given (full batch), 1 for the article's SGD.
#' @param record_every Record the error each so many epochs, or at each of several such intervals; a tenth of the epochs
#'   if not given.
#' @param on_record Called with epoch, error and the parameters by name, each time an error is recorded.
#' @param network Name of the network to train: article, walkthrough, single_layer or neuron; or the network itself.
#' @param arithmetic Name of the set of operations to compute with: native, the fastest, or portable, the same
#'   bits everywhere.
#' @param hidden_activation Name of the activation of the hidden layer: sigmoid, tanh or relu; that of the
#'   output layer is the sigmoid.
#' @param error_measure Name of what to record: half_squared_error or mean_absolute_error; or a function of y,
#'   output and arithmetic that returns a number; the network's own if not given.
#' @param shuffle_seed Reorder the samples before each epoch, by random numbers from this seed; in their
#'   given order if not given.
#' @param shuffled_epochs How many epochs an earlier training has reordered them for; this one goes on after it.
#' @param columns The columns of the table that X was read from, so that new rows of such a table can be
#'   predicted; none if X does not come from a table.
#' @return The training, which can be printed, drawn and asked to predict:
#'   \item{network}{The network that was trained, as a record.}
#'   \item{parameters}{The trained weights and biases by name.}
#'   \item{output}{The output that they give for X, n_samples-by-n_outputs.}
#'   \item{history}{A row for each record: the number of epochs done, the error then.}
#'   \item{X}{The input that it was trained on, n_samples-by-n_features.}
#'   \item{y}{The targets that it was trained on, n_samples-by-n_outputs.}
#'   \item{settings}{The learning rate, the number of epochs, and whatever else was chosen, by name.}
#'   \item{columns}{What is remembered of the columns of a table; none if X does not come from a table.}
#' @section Errors:
#' InputError: If shapes do not fit, a value is not finite, or a setting makes no sense.
#' StoppedError: If the training is interrupted, or the parameters or the error are no longer finite;
#'   it holds the last finite parameters.
#' @source The article, steps 0 to 11; one time through all samples is called an epoch.
#' @seealso [nnref-methods] for what can be asked of a training, [read_experiment()] and [read_table()] for what to
#'   train on, [check()] for a solution of your own, and `vignette("nnref")`.
#' @family functions that train
#' @examples
#' article <- read_experiment("article")
#' trained <- train(article$X, article$y, article$parameters, learning_rate = 0.1, epochs = 5000)
#' round(trained$output, 2)
#' @export
train <- function(
  X,
  y,
  parameters,
  learning_rate,
  epochs,
  batch_size = NULL,
  record_every = NULL,
  on_record = NULL,
  network = "article",
  arithmetic = "native",
  hidden_activation = "sigmoid",
  error_measure = NULL,
  shuffle_seed = NULL,
  shuffled_epochs = 0,
  columns = NULL
) {
  settings <- list(
    learning_rate = learning_rate,
    epochs = epochs,
    batch_size = batch_size,
    shuffle_seed = shuffle_seed,
    shuffled_epochs = shuffled_epochs
  )
  settings <- Filter(Negate(is.null), settings)
  for (name in names(settings)) {
    check_setting(name, settings[[name]])
  }
  settings$report_every <- record_every
  intervals <- if (is.null(record_every)) max(1, epochs %/% 10) else record_every
  for (interval in intervals) {
    check_setting("report_every", interval)
  }
  chosen <- choose_network(network, arithmetic, hidden_activation, error_measure)
  check_shapes(chosen$parameters, c(list(X = X, y = y), parameters))
  forward <- chosen$forward
  backward <- chosen$backward
  update <- chosen$update
  if (is.null(backward)) {
    stop(InputError(sprintf("the %s network is not trained", chosen$name)))
  }

  given_batches <- split_batches(X, y, batch_size)
  stream <- if (!is.null(shuffle_seed)) shuffle_stream(shuffle_seed, nrow(X), shuffled_epochs)

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
      values <- forward(batch$X, parameters)
      deltas <- backward(batch$X, batch$y, values, parameters)
      parameters <- update(batch$X, values, deltas, parameters, learning_rate)
    }
    list(epoch = state$epoch + 1, parameters = parameters, stream = stream)
  }
  measure_error <- function(parameters) {
    chosen$error(X, y, parameters)
  }

  initial <- list(epoch = 0, parameters = parameters[names(chosen$parameters)], stream = stream)
  done <- repeat_epochs(initial, one_epoch, measure_error, epochs, intervals, on_record)
  Trained(
    network = chosen,
    parameters = done$parameters,
    output = chosen$predict(X, done$parameters),
    history = done$history,
    X = X,
    y = y,
    settings = settings,
    columns = columns
  )
}

#' Do one epoch after the other, and record the error before the first, on the way and after the last.
#'
#' @param state By name: epoch, the number of epochs done; parameters, by name themselves; and whatever else
#'   an epoch hands on to the next.
#' @param one_epoch A function of the state that returns the state one epoch later.
#' @param measure_error A function of the parameters that returns the error to record.
#' @param epochs The number of epochs at which to stop, a whole number.
#' @param intervals Record the error at the multiples of each, whole numbers.
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
#' repeat_epochs(start, halve, size, epochs = 2, intervals = 1)$history
#' @noRd
repeat_epochs <- function(state, one_epoch, measure_error, epochs, intervals, on_record = NULL) {
  before <- options(matprod = "blas") # what is not finite is found below; R would look for it in each product
  on.exit(options(before))
  history <- list()
  recorded <- state
  due <- min(state$epoch + (-state$epoch) %% intervals)
  tryCatch(
    allowInterrupts(
      repeat {
        epoch <- state$epoch
        is_last <- epoch == epochs
        if (epoch == due || is_last) {
          error <- measure_error(state$parameters)
          # What is not finite stays so: to look now and then is enough, and costs the loop nothing
          if (length(find_not_finite(state$parameters, error)) > 0) {
            stop(find_divergence(recorded, one_epoch, measure_error))
          }
          history[[length(history) + 1]] <- c(epoch, error)
          if (!is.null(on_record)) {
            on_record(epoch, error, state$parameters)
          }
          recorded <- state
          due <- min(epoch + intervals - epoch %% intervals)
        }
        if (is_last) {
          break
        }
        state <- one_epoch(state) # at once, so that an interrupt leaves no half of an epoch
      }
    ),
    interrupt = function(condition) {
      last <- if (length(find_not_finite(state$parameters, 0)) > 0) recorded else state
      message <- sprintf("interrupted after %.0f of %.0f epochs", last$epoch, epochs)
      stop(StoppedError(message, 130, last$epoch, last$parameters))
    }
  )
  list(parameters = state$parameters, history = do.call(rbind, history))
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
    what <- find_not_finite(state$parameters, measure_error(state$parameters))
    if (length(what) > 0) {
      break
    }
    last <- state
    state <- one_epoch(state)
  }
  message <- sprintf("diverged in epoch %.0f: %s is not finite", state$epoch, what[1])
  StoppedError(message, 3, last$epoch, last$parameters)
}

#' What has become infinite, or not a number.
#'
#' @param parameters Weights and biases by name.
#' @param error The error that they give, a number.
#' @return The names of the parameters that hold such a value, then `the error` if it is one.
#' @source nnref
#' @examples
#' find_not_finite(list(w = cbind(1)), Inf)
#' @noRd
find_not_finite <- function(parameters, error) {
  values <- c(parameters, list(`the error` = error))
  names(values)[!vapply(values, function(value) all(is.finite(value)), NA)]
}
