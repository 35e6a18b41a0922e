# What must hold before the mathematics begins: shapes that fit, numbers that are numbers.

SETTINGS <- list(
  learning_rate = "a number above 0",
  epochs = "a whole number from 0 to 1000000000000000",
  batch_size = "a whole number from 1 to 1000000000",
  report_every = "a whole number from 1 to 1000000000000000",
  hidden_activation = "one of sigmoid, tanh, relu",
  error_measure = "one of half_squared_error, mean_absolute_error",
  network = "one of article, walkthrough, single_layer, neuron, perceptron",
  divide_input_by = "a number above 0",
  shuffle_seed = "a whole number from 0 to 4294967295",
  shuffled_epochs = "a whole number from 0 to 1000000000000000"
)

DRAWS <- list(
  seed = "a whole number from 0 to 4294967295",
  hidden_neurons = "a whole number from 1 to 1000000",
  checkpoint_every = "a whole number from 1 to 1000000000000000",
  hold_out = "a number above 0 and below 1"
)

NETWORKS <- list(
  article = list(
    wh = c("feature", "hidden neuron"),
    bh = c("one bias", "hidden neuron"),
    wout = c("hidden neuron", "output"),
    bout = c("one bias", "output")
  ),
  walkthrough = list(wh = c("feature", "hidden neuron"), wout = c("hidden neuron", "output")),
  single_layer = list(weights = c("feature", "output")),
  neuron = list(w = c("feature", "output"), b = c("one bias", "output")),
  perceptron = list(weights = c("feature", "output"), bias = c("one bias", "output"))
)

UNUSED_SETTINGS <- list(
  article = character(),
  walkthrough = character(),
  single_layer = c("hidden_activation", "hidden_neurons"),
  neuron = c("hidden_activation", "error_measure", "hidden_neurons"),
  perceptron = setdiff(names(c(SETTINGS, DRAWS)), c("network", "divide_input_by", "seed"))
)

#' What a name stands for, where a choice is made.
#'
#' @param value The name of a choice; or such a thing itself, which is taken as it is.
#' @param known What there is to choose from, by name.
#' @param where How to call the choice in the error line.
#' @return The thing that was chosen.
#' @section Errors:
#' InputError: If there is none of that name, or the value is neither a name nor such a thing.
#' @source nnref
#' @examples
#' choose("native", list(native = "+", portable = "-"), where = "arithmetic")
#' @noRd
choose <- function(value, known, where) {
  is_name <- is.character(value) && length(value) == 1
  if (is_name && value %in% names(known)) {
    return(known[[value]])
  }
  if (is.function(value) || is.list(value)) {
    return(value)
  }
  near <- if (is_name) nearest_name(value, names(known)) else ""
  found <- if (is_name) show_text(value) else "no name"
  message <- sprintf("%s: expected one of %s, found %s%s", where, paste(names(known), collapse = ", "), found, near)
  stop(InputError(message))
}

#' Refuse a setting that makes no sense.
#'
#' @param name Name of the setting, one of the tables SETTINGS and DRAWS.
#' @param value Its value: a number, or the text of a choice.
#' @param where How to call it in the error line; its name if not given.
#' @param found How to show its value in the error line; the value itself if not given.
#' @return Nothing.
#' @section Errors:
#' InputError: If the value is not what the setting expects.
#' @source nnref; each setting expects what its table says.
#' @examples
#' check_setting("epochs", 5000)
#' @noRd
check_setting <- function(name, value, where = NULL, found = NULL) {
  expected <- c(SETTINGS, DRAWS)[[name]]
  if (startsWith(expected, "one of")) {
    fits <- is.character(value) && isTRUE(value %in% strsplit(sub("one of ", "", expected), ", ")[[1]])
  } else if (!is.numeric(value) || length(value) != 1 || !is.finite(value)) {
    fits <- FALSE
  } else if (startsWith(expected, "a whole number")) {
    limits <- as.numeric(regmatches(expected, gregexpr("[0-9]+", expected))[[1]])
    fits <- value == floor(value) && limits[1] <= value && value <= limits[2]
  } else {
    fits <- value > 0 && value < (if (endsWith(expected, "below 1")) 1 else Inf)
  }
  if (!fits) {
    if (is.null(where)) {
      where <- name
    }
    if (is.null(found)) {
      is_number <- is.numeric(value) && length(value) == 1
      found <- if (is_number) sprintf("%.15g", value) else paste(format(value), collapse = " ")
    }
    stop(InputError(sprintf("%s: expected %s, found %s", where, expected, found)))
  }
  invisible()
}

#' The network that an experiment trains.
#'
#' @param settings Settings of the experiment by name.
#' @return Its setting `network`; article if there is none.
#' @source fixtures/README.md
#' @examples
#' network_of(list(epochs = 5000))
#' @noRd
network_of <- function(settings) {
  if (is.null(settings$network)) "article" else settings$network
}

#' Refuse a setting that a network has no use for.
#'
#' @param network Name of the network, one of the table NETWORKS.
#' @param name Name of the setting, one of the tables SETTINGS and DRAWS.
#' @param where How to call it in the error line.
#' @return Nothing.
#' @section Errors:
#' InputError: If the network does not use the setting.
#' @source nnref; the table UNUSED_SETTINGS.
#' @examples
#' check_used("walkthrough", "hidden_activation", "--hidden-activation")
#' @noRd
check_used <- function(network, name, where) {
  if (name %in% UNUSED_SETTINGS[[network]]) {
    stop(InputError(sprintf("%s: the %s network has no use for it", where, network)))
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
#' @noRd
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

#' Refuse matrices that do not fit together, or not this network.
#'
#' @param parameters What the rows and columns of each parameter stand for, as in the table NETWORKS.
#' @param matrices X, y and these parameters, by name.
#' @param folder Where the files of these names are, for the error line; none if they are not from files.
#' @return Nothing.
#' @section Errors:
#' InputError: If one of them is no matrix of finite numbers, or a shape does not fit the others.
#' @source nnref; rows or columns that stand for the same have the same number.
#' @examples
#' check_shapes(NETWORKS$single_layer, list(X = cbind(1), y = cbind(1), weights = cbind(1)))
#' @noRd
check_shapes <- function(parameters, matrices, folder = NULL) {
  where <- if (is.null(folder)) names(matrices) else paste0(folder, "/", names(matrices), ".csv")
  names(where) <- names(matrices)
  for (name in names(matrices)) {
    check_matrix(matrices[[name]], where[[name]])
  }
  check_fit(c(list(X = c("sample", "feature"), y = c("sample", "output")), parameters), matrices, where)
}

#' Refuse matrices whose rows or columns stand for the same and are not as many.
#'
#' @param shapes What the rows and columns of each matrix stand for, by its name; what begins with `one` is one.
#' @param matrices The matrices by name.
#' @param where How to call each in the error line.
#' @return Nothing.
#' @section Errors:
#' InputError: If a shape does not fit those before it.
#' @source nnref
#' @examples
#' check_fit(list(bh = c("one bias", "hidden neuron")), list(bh = matrix(1, 1, 3)), c(bh = "bh"))
#' @noRd
check_fit <- function(shapes, matrices, where) {
  known <- list()
  for (name in names(shapes)) {
    shape <- shapes[[name]]
    if (startsWith(shape[1], "one ")) {
      known[[shape[1]]] <- list(size = 1L, reason = sprintf("%s for each %s", shape[1], shape[2]))
    }
    for (axis in 1:2) {
      kind <- c("rows", "columns")[axis]
      found <- dim(matrices[[name]])[axis]
      if (is.null(known[[shape[axis]]])) {
        known[[shape[axis]]] <- list(size = found, reason = sprintf("the %s of %s", kind, name))
      }
      expected <- known[[shape[axis]]]
      if (found != expected$size) {
        message <- "%s: expected %s: %d (%s), found %d"
        stop(InputError(sprintf(message, where[[name]], kind, expected$size, expected$reason, found)))
      }
    }
  }
  invisible()
}
