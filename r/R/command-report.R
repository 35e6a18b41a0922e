# Every line that a command prints.

VERSION <- "2.0.0.dev"

STEPS <- list(
  c("0", "X", "the input"),
  c("0", "y", "the targets"),
  c("1", "wh", "initial weights of the hidden layer"),
  c("1", "bh", "initial biases of the hidden layer"),
  c("1", "wout", "initial weights of the output layer"),
  c("1", "bout", "initial biases of the output layer"),
  c("2", "hidden_layer_input", "dot(X, wh) + bh"),
  c("3", "hidden_layer_activations", "{activation}(hidden_layer_input)"),
  c("4", "output_layer_input", "dot(hidden_layer_activations, wout) + bout"),
  c("4", "output", "sigmoid(output_layer_input)"),
  c("5", "E", "y - output"),
  c("6", "slope_output_layer", "derivatives_sigmoid(output)"),
  c("6", "slope_hidden_layer", "derivatives_{activation}(hidden_layer_activations)"),
  c("7", "d_output", "E * slope_output_layer"),
  c("8", "error_at_hidden_layer", "dot(d_output, transpose(wout))"),
  c("9", "d_hidden_layer", "error_at_hidden_layer * slope_hidden_layer"),
  c("10", "wout", "wout + dot(transpose(hidden_layer_activations), d_output) * learning_rate"),
  c("10", "wh", "wh + dot(transpose(X), d_hidden_layer) * learning_rate"),
  c("11", "bout", "bout + column_sums(d_output) * learning_rate"),
  c("11", "bh", "bh + column_sums(d_hidden_layer) * learning_rate")
)

TRACES <- list(
  article = STEPS,
  walkthrough = list(
    c("Given", "X", "the input"),
    c("Given", "y", "the targets"),
    c("Given", "wh", "initial weights of the hidden layer"),
    c("Given", "wout", "initial weights of the output layer"),
    c("Forward", "Z1", "dot(transpose(wh), transpose(X))"),
    c("Forward", "hidden_layer_activations", "{activation}(Z1)"),
    c("Forward", "Z2", "dot(transpose(wout), hidden_layer_activations)"),
    c("Forward", "output", "sigmoid(Z2)"),
    c("Factor", "error_wrt_output", "-(transpose(y) - output)"),
    c("Factor", "output_wrt_Z2", "output * (1 - output)"),
    c("Factor", "Z2_wrt_wout", "hidden_layer_activations"),
    c("Product", "error_wrt_wout", "dot(Z2_wrt_wout, transpose(error_wrt_output * output_wrt_Z2))"),
    c("Factor", "Z2_wrt_hidden", "wout"),
    c("Factor", "hidden_wrt_Z1", "derivatives_{activation}(hidden_layer_activations)"),
    c("Factor", "Z1_wrt_wh", "transpose(X)"),
    c("Product", "error_wrt_wh", "the factors from error_wrt_output to Z1_wrt_wh, without Z2_wrt_wout"),
    c("Update", "wh", "wh - learning_rate * error_wrt_wh"),
    c("Update", "wout", "wout - learning_rate * error_wrt_wout")
  ),
  single_layer = list(
    c("Given", "X", "the input"),
    c("Given", "y", "the targets"),
    c("Given", "weights", "initial weights"),
    c("Forward", "layer_output", "sigmoid(dot(X, weights))"),
    c("Back", "error", "y - layer_output"),
    c("Back", "adjustment", "error * derivatives_sigmoid(layer_output)"),
    c("Update", "weights", "weights + dot(transpose(X), adjustment) * learning_rate")
  ),
  neuron = list(
    c("Given", "X", "the input"),
    c("Given", "y", "the targets"),
    c("Given", "w", "initial weights"),
    c("Given", "b", "initial bias"),
    c("Forward", "z", "dot(X, w) + b"),
    c("Forward", "output", "sigmoid(z)"),
    c("Back", "dw", "dot(transpose(X), output - y)"),
    c("Back", "db", "column_sums(output - y)"),
    c("Update", "w", "w - alpha * dw"),
    c("Update", "b", "b - alpha * db")
  )
)

#' A number and what it counts.
#'
#' @param number How many, a whole number.
#' @param noun Of what, in the singular.
#' @return Both, the noun in the plural unless there is one.
#' @source nnref
#' @examples
#' count_text(1, "sample")
#' count_text(3, "sample")
#' @noRd
count_text <- function(number, noun) {
  sprintf(if (number == 1) "%.0f %s" else "%.0f %ss", number, noun)
}

#' What is trained, and how: the first lines of a report.
#'
#' @param title What is trained.
#' @param network The network.
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param parameters Weights and biases by name.
#' @param settings Settings by name.
#' @return The lines.
#' @source nnref
#' @examples
#' one <- cbind(1)
#' heading_lines("mine", choose_network("neuron"), one, one, list(), list(learning_rate = 1, epochs = 2))
#' @noRd
heading_lines <- function(title, network, X, y, parameters, settings) {
  c(
    sprintf("nnref %s: %s", VERSION, title),
    size_line(network, X, y, parameters),
    schedule_line(network, settings)
  )
}

#' How large a network is, and how much it is trained on.
#'
#' @param network The network.
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param parameters Weights and biases by name.
#' @return The line: its name if it is not the article's, then samples, features, hidden neurons and outputs.
#' @source nnref
#' @examples
#' parameters <- list(wout = matrix(1, 3, 1))
#' size_line(choose_network("article"), matrix(1, 2, 4), matrix(1, 2, 1), parameters)
#' @noRd
size_line <- function(network, X, y, parameters) {
  named <- if (network$name == "article") "" else sprintf("%s network: ", network$name)
  sizes <- c(count_text(nrow(X), "sample"), count_text(ncol(X), "feature"))
  if (!is.null(network$hidden_activation)) {
    hidden <- count_text(nrow(parameters$wout), "hidden neuron")
    sizes <- c(sizes, sprintf("%s (%s)", hidden, network$hidden_activation$name))
  }
  sizes <- c(sizes, count_text(ncol(y), "output"))
  paste0(named, paste(sizes, collapse = ", "))
}

#' How a network is trained.
#'
#' @param network The network.
#' @param settings Settings by name.
#' @return The line: epochs, learning rate, batches and arithmetic; for a perceptron its threshold.
#' @source nnref
#' @examples
#' schedule_line(choose_network("article"), list(learning_rate = 0.1, epochs = 1, batch_size = 2))
#' @noRd
schedule_line <- function(network, settings) {
  arithmetic <- paste(network$arithmetic$name, "arithmetic")
  if (is.null(network$backward)) {
    return(paste("threshold 0,", arithmetic))
  }
  batches <- "full batch"
  if (!is.null(settings$batch_size)) {
    batches <- paste("batches of", count_text(settings$batch_size, "sample"))
  }
  rate <- sprintf("learning rate %.15g", settings$learning_rate)
  paste(c(count_text(settings$epochs, "epoch"), rate, batches, arithmetic), collapse = ", ")
}

#' What the outputs stand for when the target of a table is a class.
#'
#' @param target Name of the target; none without a table.
#' @param classes Names of the classes in order; none if the target is a number.
#' @return The line, or none.
#' @source nnref
#' @examples
#' class_lines("kind", c("big", "small"))
#' @noRd
class_lines <- function(target, classes) {
  if (length(classes) == 0 || identical(classes, c("0", "1"))) {
    # 0 is 0, and 1 is 1
    return(character())
  }
  if (length(classes) == 2) {
    return(sprintf("target %s: 0 is %s, 1 is %s", target, classes[1], classes[2]))
  }
  sprintf("target %s: a column each for %s", target, paste(classes, collapse = ", "))
}

#' Refuse a step that a network does not have.
#'
#' @param step The step, as it was typed.
#' @param network The network.
#' @return Nothing.
#' @section Errors:
#' InputError: If it is none of the network's steps.
#' @source The table TRACES.
#' @examples
#' check_step("8", choose_network("article"))
#' @noRd
check_step <- function(step, network) {
  known <- unique(vapply(TRACES[[network$name]], `[`, "", 1))
  if (!step %in% known) {
    stop(InputError(sprintf("--step: expected one of %s, found %s", paste(known, collapse = ", "), show_text(step))))
  }
  invisible()
}

#' Every named quantity of one update, by the article's step.
#'
#' @param given X, y and the parameters before the update, by name.
#' @param traced What train_batch returned for them.
#' @param network The network.
#' @param only_step The one step to tell of; every step if not given.
#' @return The lines: for each quantity its step, name, shape and formula, then its values.
#' @source The article, "Visualization of steps".
#' @examples
#' one <- cbind(1)
#' traced <- train_batch(one, one, list(weights = one), learning_rate = 0.1, network = "single_layer")
#' trace_lines(list(X = one, y = one, weights = one), traced, choose_network("single_layer"))[2]
#' @noRd
trace_lines <- function(given, traced, network, only_step = NULL) {
  activation <- if (is.null(network$hidden_activation)) "" else network$hidden_activation$name
  told <- Filter(function(entry) is.null(only_step) || entry[1] == only_step, TRACES[[network$name]])
  lines <- lapply(told, function(entry) {
    step <- entry[1]
    name <- entry[2]
    is_given <- step %in% c("0", "1", "Given")
    label <- if (grepl("^[0-9]+$", step)) sprintf("Step %-3s", step) else sprintf("%-8s", step)
    A <- if (is_given) given[[name]] else traced[[name]]
    relation <- if (is_given) ": " else " = "
    formula <- gsub("{activation}", activation, entry[3], fixed = TRUE)
    c(
      "",
      sprintf("%s %s (%d x %d)%s%s", label, name, nrow(A), ncol(A), relation, formula),
      paste0("    ", matrix_lines(A, exact = is_given))
    )
  })
  unlist(lines)
}

#' A line of the table of errors.
#'
#' @param epoch The number of epochs done, or the heading of that column.
#' @param error The error then, or the heading of that column.
#' @param network Name of the network; the walkthrough and the log print a sentence each.
#' @return The line.
#' @source The article, "Error at epoch"; the log, "Error at iteration".
#' @examples
#' error_line(100, 0.11082498, network = "walkthrough")
#' @noRd
error_line <- function(epoch, error, network = "article") {
  epoch <- format(epoch, scientific = FALSE)
  if (network == "walkthrough") {
    return(sprintf("Error at epoch %s is %.5f", epoch, error))
  }
  text <- if (is.character(error)) error else format_decimals(matrix(error))
  if (network == "single_layer") {
    return(sprintf("Error at iteration %s: %s", epoch, text))
  }
  sprintf("%10s  %12s", epoch, text)
}

#' What stands above the errors.
#'
#' @param network Name of the network.
#' @return The lines: an empty one, and the heading of the columns if there are columns.
#' @source nnref
#' @examples
#' error_heading_lines("walkthrough")
#' @noRd
error_heading_lines <- function(network) {
  if (network %in% c("walkthrough", "single_layer")) "" else c("", error_line("epoch", "error"))
}

#' The output of the network beside the targets.
#'
#' @param y Targets, n_samples-by-n_outputs.
#' @param output Output of the network, n_samples-by-n_outputs.
#' @return The lines: for each of the first 10 samples the targets, then the outputs.
#' @source The article, "my result is close to actual target values".
#' @examples
#' output_lines(cbind(1), cbind(0.5))
#' @noRd
output_lines <- function(y, output) {
  targets <- c("target", matrix_lines(y, exact = TRUE))
  width <- max(nchar(targets)) + 2
  outputs <- c("output", matrix_lines(output))
  if (nrow(y) > 10) {
    outputs[length(outputs)] <- ""
  }
  sub(" +$", "", paste0(formatC(targets, width = -width), outputs))
}

#' How many samples the network is right on.
#'
#' @param y Targets, n_samples-by-n_outputs.
#' @param output Output of the network, n_samples-by-n_outputs.
#' @return The line: their number, of how many, and their share.
#' @source nnref; an output is right if its class is that of the target.
#' @examples
#' right_line(cbind(c(1, 0)), output = cbind(c(0.9, 0.6)))
#' @noRd
right_line <- function(y, output) {
  right <- sum(diag(confusion_matrix(y, output)))
  sprintf("%.0f of %s right, %.1f percent", right, count_text(nrow(y), "sample"), 100 * right / nrow(y))
}

#' How often the network is right, and which classes it takes for which.
#'
#' @param what Which samples these are.
#' @param y Targets, n_samples-by-n_outputs.
#' @param output Output of the network, n_samples-by-n_outputs.
#' @param classes Names of the classes in order; their numbers if there are none.
#' @return The lines: the share that is right, then the confusion matrix.
#' @source The log, "classify new images of digits that it has not seen before".
#' @examples
#' score_lines("Held back", cbind(c(1, 0, 1)), cbind(c(0.9, 0.2, 0.4)), classes = character())
#' @noRd
score_lines <- function(what, y, output, classes) {
  counts <- confusion_matrix(y, output)
  names <- vapply(classes, escape_controls, "", USE.NAMES = FALSE)
  if (length(names) == 0) {
    names <- as.character(seq_len(nrow(counts)) - 1)
  }
  width <- max(5, nchar(names) + 2)
  pad <- function(texts) paste0(strrep(" ", width - nchar(texts)), texts)
  c(
    sprintf("%s: %s", what, right_line(y, output)),
    "true class in rows, predicted class in columns",
    paste0(strrep(" ", width), paste(pad(names), collapse = "")),
    paste0(pad(names), apply(counts, 1, function(row) paste(pad(sprintf("%.0f", row)), collapse = "")))
  )
}

#' What to try when a network has learned nothing.
#'
#' @param network The network.
#' @param X Input, n_samples-by-n_features.
#' @param parameters The trained weights and biases by name.
#' @param output The output that they give, n_samples-by-n_outputs.
#' @return A line if all outputs are one value, or every hidden neuron is saturated; none otherwise.
#' @source nnref; a neuron is saturated where the slope of its activation is next to 0 for every sample.
#' @examples
#' hint_lines(choose_network("neuron"), cbind(c(1, 1)), list(), cbind(c(0.5, 0.5)))
#' @noRd
hint_lines <- function(network, X, parameters, output) {
  advice <- "try --scale minmax, another --seed, more --epochs or another --learning-rate"
  hints <- character()
  if (!is.null(network$hidden_activation)) {
    slopes <- network$hidden_activation$slope(network$forward(X, parameters)$hidden_layer_activations)
    if (max(slopes) < 1e-3) {
      hints <- paste("Every hidden neuron is saturated:", advice)
    }
  }
  if (length(hints) == 0 && nrow(output) > 1 && max(apply(output, 2, max) - apply(output, 2, min)) < 1e-4) {
    hints <- paste("All outputs are one value:", advice)
  }
  hints
}

#' What the three forms of a perceptron say of each sample.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param forms What perceptron_forms returned.
#' @return The lines: for each of the first 10 samples the input, the three outputs and the target.
#' @source The article, "three ways of creating input-output relationships".
#' @examples
#' one <- cbind(1)
#' perceptron_lines(one, one, list(plain = one, weighted = one, biased = 0 * one))
#' @noRd
perceptron_lines <- function(X, y, forms) {
  matrices <- c(list(input = X), forms, list(target = y))
  columns <- lapply(names(matrices), function(name) c(name, matrix_lines(matrices[[name]], exact = TRUE)))
  padded <- lapply(columns, function(column) formatC(column, width = -max(nchar(column)) - 2))
  sub(" +$", "", do.call(paste0, padded))
}

#' The output for new rows, and their classes where the network was trained on a table of classes.
#'
#' @param output Output of the network, n_samples-by-n_outputs.
#' @param columns What is remembered of the table's columns; none without a table.
#' @return A line for each sample, its outputs separated by commas; with classes a header first, and the class
#'   before the outputs.
#' @source nnref
#' @examples
#' predicted_lines(rbind(c(0.5, 0.25)))
#' @noRd
predicted_lines <- function(output, columns = NULL) {
  rows <- apply(format_decimals(output), 1, paste, collapse = ",")
  if (length(columns$classes) == 0) {
    return(rows)
  }
  shown <- if (length(columns$classes) == 2) columns$classes[2] else columns$classes
  header <- paste(vapply(c(columns$target, shown), quote_field, ""), collapse = ",")
  found <- vapply(columns$classes[predicted_class(output)[, 1] + 1], quote_field, "")
  c(header, paste(found, rows, sep = ","))
}
