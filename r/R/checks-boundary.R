# The package's door: what a caller gives becomes matrices of doubles that fit together, or is refused in one line.

# What the rows and columns of an argument stand for, by its name; those that stand for the same must be as many
ARGUMENTS <- list(
  X = c("sample", "feature"),
  y = c("sample", "output"),
  wh = c("feature", "hidden neuron"),
  bh = c("one bias", "hidden neuron"),
  wout = c("hidden neuron", "output"),
  bout = c("one bias", "output"),
  output_layer_input = c("sample", "output"),
  output = c("sample", "output"),
  hidden_layer_activations = c("sample", "hidden neuron"),
  d_output = c("sample", "output"),
  d_hidden_layer = c("sample", "hidden neuron"),
  low = c("one value", "feature"),
  high = c("one value", "feature"),
  x = "any shape",
  a = "any shape",
  A = c("any row", "any column")
)

# The public functions that take matrices: from outside, each is called through the door
PUBLIC <- c(
  "backward",
  "binary_cross_entropy",
  "confusion_matrix",
  "derivatives_hyperbolic_tangent",
  "derivatives_relu",
  "derivatives_sigmoid",
  "forward",
  "half_squared_error",
  "hyperbolic_tangent",
  "mean_absolute_error",
  "predicted_class",
  "relu",
  "scale_minmax",
  "shuffle_rows",
  "sigmoid",
  "train",
  "train_batch",
  "update_parameters",
  "write_matrix"
)

#' A matrix of doubles from whatever holds one.
#'
#' @param value A matrix of any numbers or truth values, in any order of memory; a data frame of such columns; or,
#'   where the language has them, rows of numbers.
#' @param where How to call it in the error line.
#' @param any_shape Whether a number, a vector or an array of more dimensions will do as well.
#' @return The matrix: a copy, whose every value is exactly that of the caller's.
#' @section Errors:
#' InputError: If it is no matrix, is empty, or has a value that is no finite number or no double; the line says
#' what was found, and where it helps what to write.
#' @source nnref
#' @examples
#' as_matrix(data.frame(a = 1L, b = TRUE), "X")
#' @noRd
as_matrix <- function(value, where, any_shape = FALSE) {
  refuse <- function(...) stop(InputError(paste0(where, ": ", ...)))
  value <- as_array(value, where)
  if (length(dim(value)) != 2 && !any_shape) {
    if (!is.null(dim(value))) {
      refuse("expected a matrix, found ", length(dim(value)), " dimensions")
    }
    written <- sprintf("; write as.matrix(%s) for a column, t(%s) for a row", where, where)
    refuse("expected a matrix, found a vector of ", length(value), written)
  }
  if (length(value) == 0 && !any_shape) {
    refuse("expected at least one row and one column")
  }
  doubles <- as.double(value)
  dim(doubles) <- dim(value)
  by_row <- if (is.matrix(doubles)) t(doubles) else doubles
  bad <- which(if (any_shape) is.na(by_row) else !is.finite(by_row)) - 1 # sigmoid(Inf) is 1
  if (length(bad) > 0) {
    place <- " in row %d, column %d"
    cell <- if (is.matrix(doubles)) sprintf(place, bad[1] %/% ncol(doubles) + 1, bad[1] %% ncol(doubles) + 1)
    found <- if (any_shape) "expected numbers, found NaN" else "expected finite numbers, found NaN or an infinity"
    refuse(found, cell)
  }
  doubles
}

#' The numbers of a matrix or data frame, as an array of the language's own.
#'
#' @param value What should hold a matrix.
#' @param where How to call it in the error line.
#' @return The array.
#' @section Errors:
#' InputError: If a column of a data frame does not hold numbers, or a value is hidden or of another kind.
#' @source nnref
#' @examples
#' as_array(data.frame(a = 1L, b = TRUE), "X")
#' @noRd
as_array <- function(value, where) {
  refuse <- function(...) stop(InputError(paste0(where, ": ", ...)))
  if (is.data.frame(value)) {
    for (name in names(value)) {
      column <- value[[name]]
      if (is.factor(column) || !(is.numeric(column) || is.logical(column)) || inherits(column, "integer64")) {
        refuse("column ", show_text(name), ": expected numbers, found ", class(column)[1])
      }
    }
    return(as.matrix(value))
  }
  if (isS4(value) || inherits(value, "integer64")) {
    refuse("expected a matrix of numbers, found ", class(value)[1], "; write as.matrix(", where, ")")
  }
  if (!is.numeric(value) && !is.logical(value) || is.factor(value)) {
    kind <- if (is.complex(value)) {
      "complex numbers"
    } else if (is.character(value)) {
      "text"
    } else {
      class(value)[1]
    }
    refuse("expected a matrix of numbers, found ", kind)
  }
  value
}

#' The parameters of a network, each a matrix of doubles.
#'
#' @param parameters Weights and biases by name.
#' @param network Name of the network, or the network itself.
#' @return The parameters of the network by name.
#' @section Errors:
#' InputError: If one is missing, or is no matrix of finite numbers.
#' @source nnref
#' @examples
#' take_parameters(list(weights = cbind(1), bias = cbind(0)), "perceptron")$bias
#' @noRd
take_parameters <- function(parameters, network) {
  known <- if (is.character(network) && network[1] %in% names(NETWORKS)) NETWORKS[[network[1]]]
  names <- names(if (is.list(network)) network$parameters else known)
  if (is.null(names(parameters))) {
    stop(InputError("parameters: expected weights and biases by name"))
  }
  for (name in setdiff(names, names(parameters))) {
    stop(InputError(sprintf("parameters: expected %s, found no %s", paste(names, collapse = ", "), name)))
  }
  taken <- lapply(names, function(name) as_matrix(parameters[[name]], name))
  stats::setNames(taken, names)
}

#' The arguments of a call as the mathematics needs them.
#'
#' @param given The arguments by name.
#' @param choices What the name of a choice stands for, by the name of its argument.
#' @return The arguments by name: matrices of doubles, numbers, and what names stand for.
#' @section Errors:
#' InputError: If one is not what was expected, or a shape does not fit the others.
#' @source The table ARGUMENTS.
#' @examples
#' take_arguments(list(X = rbind(c(1L, 2L)), learning_rate = 1), list())$X
#' @noRd
take_arguments <- function(given, choices) {
  taken <- given
  shapes <- list()
  if (!is.null(given$parameters)) {
    network <- if (is.null(given$network)) "article" else given$network
    taken$parameters <- take_parameters(given$parameters, network)
  }
  for (name in names(given)) {
    value <- given[[name]]
    if (name %in% names(choices)) {
      taken[[name]] <- choose(value, choices[[name]], name)
    }
    if (name == "learning_rate") {
      number <- if (is.numeric(value)) as.vector(value) else value
      check_setting(name, number)
      taken[[name]] <- as.double(number)
    }
    if (!name %in% names(ARGUMENTS) || is.null(value) && name %in% c("low", "high")) {
      next
    }
    taken[[name]] <- as_matrix(value, name, any_shape = identical(ARGUMENTS[[name]], "any shape"))
    if (length(ARGUMENTS[[name]]) == 2) {
      shapes[[name]] <- ARGUMENTS[[name]]
    }
  }
  check_fit(shapes, taken, stats::setNames(names(shapes), names(shapes)))
  taken
}

#' A function that takes its arguments through the door.
#'
#' @param bare The function, as the package uses it itself, where all has been checked before.
#' @param choices What the name of a choice stands for, by the name of its argument.
#' @return A function of the same arguments, which are checked first.
#' @source nnref; training calls the functions of the network thousands of times, so inside nothing is checked
#'   twice.
#' @examples
#' double <- function(x) 2 * x
#' checked(double, list())(rbind(c(1L, 2L)))
#' @noRd
checked <- function(bare, choices) {
  outside <- bare
  body(outside) <- quote({
    given <- mget(names(match.call())[-1], environment())
    do.call(bare, take_arguments(given, choices), quote = TRUE)
  })
  environment(outside) <- list2env(list(bare = bare, choices = choices), parent = environment(as_matrix))
  outside
}
