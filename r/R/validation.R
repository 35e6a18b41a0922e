# What must hold before the mathematics begins: shapes that fit, numbers that are numbers.

SETTINGS <- list(
  learning_rate = "a number above 0",
  epochs = "a whole number from 0 to 1000000000",
  batch_size = "a whole number from 1 to 1000000000",
  report_every = "a whole number from 1 to 1000000000",
  hidden_activation = "one of sigmoid, tanh, relu",
  error_measure = "one of half_squared_error, mean_absolute_error",
  shuffle_seed = "a whole number from 0 to 4294967295"
)

# Of the command only: what they draw is stored as matrices
DRAWS <- list(
  seed = "a whole number from 0 to 4294967295",
  hidden_neurons = "a whole number from 1 to 1000000"
)

#' Refuse a setting that makes no sense.
#'
#' @param name Name of the setting: learning_rate, epochs, batch_size, report_every, hidden_activation
#'   or error_measure.
#' @param value Its value, a number, or a text for the last two.
#' @param where How to call it in the error line; its name if not given.
#' @param found How to show its value in the error line; the value itself if not given.
#' @return Nothing.
#' @section Errors:
#' InputError: If the value is not what the setting expects.
#' @source nnref; each setting expects what the table SETTINGS says.
#' @examples
#' check_setting("epochs", 5000)
#' @export
check_setting <- function(name, value, where = NULL, found = NULL) {
  expected <- c(SETTINGS, DRAWS)[[name]]
  if (startsWith(expected, "one of")) {
    fits <- is.character(value) && value %in% strsplit(sub("one of ", "", expected), ", ")[[1]]
  } else if (!is.numeric(value) || length(value) != 1 || !is.finite(value)) {
    fits <- FALSE
  } else if (startsWith(expected, "a whole number")) {
    limits <- as.numeric(regmatches(expected, gregexpr("[0-9]+", expected))[[1]])
    fits <- value == floor(value) && limits[1] <= value && value <= limits[2]
  } else {
    fits <- value > 0
  }
  if (!fits) {
    if (is.null(where)) {
      where <- name
    }
    if (is.null(found)) {
      found <- format(value)
    }
    stop(InputError(sprintf("%s: expected %s, found %s", where, expected, found)))
  }
  invisible()
}

#' Refuse what is not a matrix of finite numbers.
#'
#' @param A What should be a matrix.
#' @param where How to call it in the error line.
#' @return Nothing.
#' @section Errors:
#' InputError: If A is no matrix of numbers, is empty, or holds NaN or an infinity.
#' @source nnref
#' @examples
#' check_matrix(cbind(1), "X")
#' @export
check_matrix <- function(A, where) {
  if (!is.matrix(A) || !is.numeric(A)) {
    stop(InputError(sprintf("%s: expected a matrix of numbers", where)))
  }
  if (length(A) == 0) {
    stop(InputError(sprintf("%s: expected at least one row and one column", where)))
  }
  if (!all(is.finite(A))) {
    stop(InputError(sprintf("%s: expected finite numbers, found NaN or an infinity", where)))
  }
  invisible()
}

#' Refuse matrices that do not fit together.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param wh Weights of the hidden layer, n_features-by-n_hidden.
#' @param bh Biases of the hidden layer, 1-by-n_hidden.
#' @param wout Weights of the output layer, n_hidden-by-n_outputs.
#' @param bout Biases of the output layer, 1-by-n_outputs.
#' @param folder Where the files of these names are, for the error line; none if they are not from files.
#' @return Nothing.
#' @section Errors:
#' InputError: If one of them is no matrix of finite numbers, or a shape does not fit the others.
#' @source The article, steps 0 and 1.
#' @examples
#' one <- cbind(1)
#' check_network(one, one, one, one, one, one)
#' @export
check_network <- function(X, y, wh, bh, wout, bout, folder = NULL) {
  matrices <- list(X = X, y = y, wh = wh, bh = bh, wout = wout, bout = bout)
  where <- if (is.null(folder)) names(matrices) else paste0(folder, "/", names(matrices), ".csv")
  names(where) <- names(matrices)
  for (name in names(matrices)) {
    check_matrix(matrices[[name]], where[[name]])
  }
  expected <- list(
    list("y", 1, nrow(X), "the rows of X"),
    list("wh", 1, ncol(X), "the columns of X"),
    list("bh", 1, 1, "one bias for each hidden neuron"),
    list("bh", 2, ncol(wh), "the columns of wh"),
    list("wout", 1, ncol(wh), "the columns of wh"),
    list("wout", 2, ncol(y), "the columns of y"),
    list("bout", 1, 1, "one bias for each output"),
    list("bout", 2, ncol(wout), "the columns of wout")
  )
  for (rule in expected) {
    found <- dim(matrices[[rule[[1]]]])[rule[[2]]]
    if (found != rule[[3]]) {
      kind <- c("rows", "columns")[rule[[2]]]
      message <- sprintf(
        "%s: expected %s: %d (%s), found %d",
        where[[rule[[1]]]],
        kind,
        rule[[3]],
        rule[[4]],
        found
      )
      stop(InputError(message))
    }
  }
  invisible()
}
