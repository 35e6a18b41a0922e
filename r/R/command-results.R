# What a training looks like where it is printed or drawn.

#' A training as it is printed: what was trained, how far it came, and the output beside the targets.
#'
#' @param trained What train returned.
#' @return The lines.
#' @source nnref
#' @examples
#' one <- cbind(1)
#' train(one, one, list(w = 0 * one, b = 0 * one), learning_rate = 1, epochs = 1, network = "neuron")
#' @noRd
training_lines <- function(trained) {
  errors <- trained$history[c(1, nrow(trained$history)), 2]
  errors <- trimws(vapply(errors, function(error) substring(error_line("", error), 13), ""))
  c(
    paste("A network trained by nnref", VERSION),
    size_line(trained$network, trained$X, trained$y, trained$parameters),
    schedule_line(trained$network, trained$settings),
    sprintf("error %s before the first epoch, %s after the last", errors[1], errors[2]),
    "",
    output_lines(trained$y, trained$output)
  )
}

#' A training in full: how the error fell, how many samples are right, and the trained parameters.
#'
#' @param trained What train returned.
#' @return The lines.
#' @source nnref
#' @examples
#' one <- cbind(1)
#' summary(train(one, one, list(w = 0 * one, b = 0 * one), 1, epochs = 1, network = "neuron"))
#' @noRd
summary_lines <- function(trained) {
  history <- trained$history
  lines <- c(training_lines(trained)[1:3], error_heading_lines("article"))
  lines <- c(lines, vapply(seq_len(nrow(history)), function(i) error_line(history[i, 1], history[i, 2]), ""))
  if (all(trained$y %in% c(0, 1))) {
    lines <- c(lines, "", right_line(trained$y, trained$output))
  }
  parameters <- lapply(names(trained$parameters), function(name) {
    A <- trained$parameters[[name]]
    c(sprintf("%s (%d x %d)", name, nrow(A), ncol(A)), paste0("    ", matrix_lines(A)))
  })
  c(lines, "", unlist(parameters))
}

#' What is drawn of a training: the error curve, and the decision boundary where there are two features.
#'
#' @param trained What train returned.
#' @return The panels, for draw_picture.
#' @source The article, "visualize the performance by plotting the decision boundary".
#' @examples
#' one <- cbind(1)
#' length(training_panels(train(one, one, list(w = one, b = one), 1, epochs = 1, network = "neuron")))
#' @noRd
training_panels <- function(trained) {
  panels <- list(error_curve(trained$history))
  if (ncol(trained$X) == 2) {
    predict_points <- function(X) predict_rows(trained, X)
    panels <- c(panels, decision_boundary(trained$X, trained$y, predict_points, trained$columns$classes))
  }
  panels
}

#' Draw a training: its error curve, and the decision boundary where there are two features.
#'
#' @param trained What train returned.
#' @param file Path of the picture, ending in .png, .svg or .pdf; shown, not written, if not given.
#' @return The picture if no file is given.
#' @section Errors:
#' InputError: If the file cannot be written.
#' @source The article, "plot a graph to visualize how the training went".
#' @examples
#' one <- cbind(1)
#' trained <- train(one, one, list(w = one, b = one), 1, epochs = 1, network = "neuron")
#' plot_training(trained, tempfile(fileext = ".svg"))
#' @noRd
plot_training <- function(trained, file = NULL) {
  title <- paste(trained$network$name, "network")
  if (is.null(file)) {
    make_figure(training_panels(trained), title)
    return(invisible(trained))
  }
  check_plot_file(file)
  draw_picture(training_panels(trained), title, file)
}

#' The output of a trained network for any rows, those of the training or new ones.
#'
#' @param trained What train returned.
#' @param data A matrix, n_samples-by-n_features, as the training was given X. After a training on a table also a
#'   data frame with the columns of the table, or the path of a CSV file with them.
#' @return The output, n_samples-by-n_outputs.
#' @section Errors:
#' InputError: If the rows cannot be used.
#' @source The log, "make predictions on new inputs that it has not seen before".
#' @examples
#' one <- cbind(1)
#' predict_training(train(one, one, list(w = 0 * one, b = 0 * one), 1, epochs = 0, network = "neuron"), cbind(7))
#' @noRd
predict_training <- function(trained, data) {
  columns <- trained$columns
  if (is.null(columns) || !(is.character(data) || is.data.frame(data))) {
    return(predict_rows(trained, data))
  }
  if (is.character(data)) {
    X <- read_rows_of(data, columns)
  } else {
    values <- lapply(names(data), function(name) frame_values(data[[name]], columns$levels[[name]]))
    names(values) <- names(data)
    X <- encode_values(values, seq_len(nrow(data)), columns, "new rows")
  }
  trained$network$predict(X, trained$parameters)
}

#' The values of a column of a data frame, as those of a file would be read.
#'
#' @param column The column.
#' @param levels The levels of the column in the training; none if it was a column of numbers.
#' @return Numbers, or for a column of levels texts.
#' @source nnref; a truth value is TRUE or True in a file, as the language that wrote it has it.
#' @examples
#' frame_values(c(TRUE, FALSE), c("False", "True"))
#' @noRd
frame_values <- function(column, levels) {
  if (is.null(levels)) {
    return(if (is.numeric(column) || is.logical(column)) as.numeric(column) else as.character(column))
  }
  texts <- as.character(column)
  if (is.logical(column)) {
    other <- !texts %in% levels
    texts[other] <- c(`TRUE` = "True", `FALSE` = "False")[texts[other]]
  }
  texts
}

#' What R users expect of a trained network: print, summary, predict, plot and coef.
#'
#' @param x,object A trained network, as train returns it.
#' @param newdata New rows, n_samples-by-n_features: a matrix or a data frame of numbers; after a training on a table
#'   also a data frame with its columns, or the path of a CSV file with them; those of the training if not given.
#' @param file Path of the picture, ending in .png, .svg or .pdf; drawn on the current device if not given.
#' @param ... Of no use here.
#' @return For print and plot the network itself, for summary its full report, for predict the output of the rows,
#'   n_samples-by-n_outputs, for coef the parameters by name.
#' @source nnref
#' @seealso [train()], where a trained network comes from.
#' @family functions that train
#' @examples
#' article <- read_experiment("article")
#' trained <- train(article$X, article$y, article$parameters, learning_rate = 0.1, epochs = 5000)
#' trained
#' predict(trained, rbind(c(1, 0, 0, 1)))
#' coef(trained)$bout
#' @name nnref-methods
NULL

#' @rdname nnref-methods
#' @export
print.nnref <- function(x, ...) {
  print_lines(training_lines(x))
  invisible(x)
}

#' @rdname nnref-methods
#' @export
summary.nnref <- function(object, ...) {
  structure(list(lines = summary_lines(object)), class = "summary.nnref")
}

#' @rdname nnref-methods
#' @export
print.summary.nnref <- function(x, ...) {
  print_lines(x$lines)
  invisible(x)
}

#' @rdname nnref-methods
#' @export
predict.nnref <- function(object, newdata = object$X, ...) {
  output <- predict_training(object, newdata)
  colnames(output) <- colnames(object$output)
  output
}

#' @rdname nnref-methods
#' @importFrom graphics plot
#' @export
plot.nnref <- function(x, file = NULL, ...) {
  plot_training(x, file)
}

#' @rdname nnref-methods
#' @importFrom stats coef predict
#' @export
coef.nnref <- function(object, ...) {
  object$parameters
}

# Whoever calls a function from outside comes through the door: what is given is checked, and converted, first. Inside,
# the networks use the bare functions, since training calls them thousands of times.
.onLoad <- function(libname, pkgname) {
  house <- topenv()
  choices <- list(arithmetic = arithmetics, hidden_activation = hidden_activations)
  inside <- new.env(parent = house)
  moved <- function(f) {
    environment(f) <- inside
    f
  }
  list2env(lapply(mget(PUBLIC, house), moved), inside)
  for (name in names(networks)) {
    house$networks[[name]] <- moved(networks[[name]])
  }
  for (name in PUBLIC) {
    house[[name]] <- checked(inside[[name]], choices)
  }
}
