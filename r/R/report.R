# Every line that a command prints.

VERSION <- "1.0.0"

OPTIONS <- list(
  `--experiment` = c("NAME", "an experiment that comes with nnref; default: article"),
  `--fixture` = c("DIR", "an experiment of your own: a folder in the fixture format"),
  `--data` = c("FILE.csv", "a table of your own, with a header; learn the column --target"),
  `--target` = c("NAME", "the column to learn: classes, or numbers from 0 to 1"),
  `--scale` = c("NAME", "minmax: scale each feature of the table to 0 up to 1"),
  `--seed` = c("N", "draw the initial weights from this seed; --data without it: 0"),
  `--hidden-neurons` = c("N", "so many, with drawn weights (seed 0 if none); --data: 3"),
  `--shuffle-seed` = c("N", "reorder the samples before each epoch, from this seed"),
  `--epochs` = c("N", "train for N epochs instead of the stored number; --data: 5000"),
  `--learning-rate` = c("F", "learn at this rate instead of the stored one; --data: 0.1"),
  `--batch-size` = c("N", "update after each N samples; default: after all, 1 is SGD"),
  `--hidden-activation` = c("NAME", "sigmoid, tanh or relu, instead of the stored one"),
  `--arithmetic` = c("NAME", "native, the fastest, or portable, the same bits everywhere"),
  `--report-every` = c("N", "print the error each N epochs; default: a tenth of the epochs"),
  `--trace` = c("", "print every named quantity of the first update, by the article's step"),
  `--save` = c("DIR", "write the trained parameters, the output and the errors"),
  `--checkpoint-every` = c("N", "with --save: save each N epochs, so that --fixture can go on"),
  `--plot` = c("FILE", "draw the error curve and the result: PNG, SVG or PDF, by the ending"),
  `--predict` = c("FILE", "print the output for the rows of FILE instead of training"),
  `--version` = c("", "print the version"),
  `--help` = c("", "print this help")
)

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

#' What `--help` prints.
#'
#' @return The lines.
#' @source The table OPTIONS.
#' @examples
#' help_lines()[1:2]
#' @export
help_lines <- function() {
  value <- vapply(OPTIONS, `[`, "", 1)
  meaning <- vapply(OPTIONS, `[`, "", 2)
  c(
    "Usage: python -m nnref [OPTION] ...",
    "       Rscript r/train.R [OPTION] ...",
    "",
    "Train the multi-layer perceptron of an experiment and print how its error falls.",
    "",
    sprintf("  %-26s%s", paste(names(OPTIONS), value), meaning)
  )
}

#' A number and what it counts.
#'
#' @param number How many, a whole number.
#' @param noun Of what, in the singular.
#' @return Both, the noun in the plural unless there is one.
#' @source nnref
#' @examples
#' count_text(1, "sample")
#' count_text(3, "sample")
#' @export
count_text <- function(number, noun) {
  sprintf(if (number == 1) "%d %s" else "%d %ss", number, noun)
}

#' What is trained, and how: the first lines of a report.
#'
#' @param title What is trained.
#' @param matrices X, y and the parameters of the network, by name.
#' @param settings Settings by name.
#' @param arithmetic Name of the set of operations.
#' @return The lines.
#' @source nnref
#' @examples
#' article <- read_experiment()
#' heading_lines("experiment article", article$matrices, article$settings, arithmetic = "native")
#' @export
heading_lines <- function(title, matrices, settings, arithmetic) {
  network <- network_of(settings)
  named <- if (network == "article") "" else paste(network, "network: ")
  sizes <- c(count_text(nrow(matrices$X), "sample"), count_text(ncol(matrices$X), "feature"))
  if (!is.null(matrices$wout)) {
    activation <- if (is.null(settings$hidden_activation)) "sigmoid" else settings$hidden_activation
    sizes <- c(sizes, sprintf("%s (%s)", count_text(nrow(matrices$wout), "hidden neuron"), activation))
  }
  sizes <- c(sizes, count_text(ncol(matrices$y), "output"))
  lines <- c(sprintf("nnref %s: %s", VERSION, title), paste0(named, paste(sizes, collapse = ", ")))
  if (network == "perceptron") {
    return(c(lines, sprintf("threshold 0, %s arithmetic", arithmetic)))
  }
  batch_size <- settings$batch_size
  batches <- if (is.null(batch_size)) "full batch" else paste("batches of", count_text(batch_size, "sample"))
  rate <- sprintf("learning rate %.15g", settings$learning_rate)
  c(lines, sprintf("%s, %s, %s, %s arithmetic", count_text(settings$epochs, "epoch"), rate, batches, arithmetic))
}

#' What the outputs stand for when the target of a table is a class.
#'
#' @param target Name of the target; none without a table.
#' @param classes Names of the classes in order; none if the target is a number.
#' @return The line, or none.
#' @source nnref
#' @examples
#' class_lines("kind", c("big", "small"))
#' @export
class_lines <- function(target, classes) {
  if (length(classes) == 0) {
    return(character())
  }
  if (length(classes) == 2) {
    return(sprintf("target %s: 0 is %s, 1 is %s", target, classes[1], classes[2]))
  }
  sprintf("target %s: a column each for %s", target, paste(classes, collapse = ", "))
}

#' Every named quantity of one update, by the article's step.
#'
#' @param matrices X, y and the parameters before the update, by name.
#' @param trained What train_batch, or its like of another network, returned for them.
#' @param activation Name of the activation of the hidden layer.
#' @param network Name of the network, one of the table TRACES.
#' @return The lines: for each quantity its step, name, shape and formula, then its values.
#' @source The article, "Visualization of steps".
#' @examples
#' matrices <- read_experiment()$matrices
#' trained <- do.call(train_batch, c(matrices, learning_rate = 0.1))
#' trace_lines(matrices, trained, "sigmoid")[2]
#' @export
trace_lines <- function(matrices, trained, activation, network = "article") {
  lines <- lapply(TRACES[[network]], function(row) {
    step <- row[1]
    name <- row[2]
    formula <- gsub("{activation}", activation, row[3], fixed = TRUE)
    given <- step %in% c("0", "1", "Given")
    label <- if (grepl("^[0-9]+$", step)) sprintf("Step %-3s", step) else sprintf("%-8s", step)
    A <- if (given) matrices[[name]] else trained[[name]]
    relation <- if (given) ": " else " = "
    c(
      "",
      sprintf("%s %s (%d x %d)%s%s", label, name, nrow(A), ncol(A), relation, formula),
      paste0("    ", matrix_lines(A, exact = given))
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
#' @export
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
#' @export
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
#' @export
output_lines <- function(y, output) {
  targets <- c("target", matrix_lines(y, exact = TRUE))
  width <- max(nchar(targets)) + 2
  outputs <- c("output", matrix_lines(output))
  if (nrow(y) > 10) {
    outputs[length(outputs)] <- ""
  }
  sub(" +$", "", paste0(formatC(targets, width = -width), outputs))
}

#' How often the network is right on samples that its training has not seen.
#'
#' @param y Targets, n_samples-by-n_outputs.
#' @param output Output of the network, n_samples-by-n_outputs.
#' @return The lines: the share that is right, then the confusion matrix.
#' @source The log, "classify new images of digits that it has not seen before".
#' @examples
#' held_back_lines(y = cbind(c(1, 0, 1)), output = cbind(c(0.9, 0.2, 0.4)))
#' @export
held_back_lines <- function(y, output) {
  counts <- confusion_matrix(y, output)
  right <- sum(diag(counts))
  share <- 100 * right / nrow(y)
  classes <- seq_len(nrow(counts)) - 1
  c(
    sprintf("Held back: %d of %s right, %.1f percent", right, count_text(nrow(y), "sample"), share),
    "true class in rows, predicted class in columns",
    paste0(strrep(" ", 5), paste(sprintf("%5d", classes), collapse = "")),
    paste0(sprintf("%5d", classes), apply(counts, 1, function(row) paste(sprintf("%5d", row), collapse = "")))
  )
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
#' @export
perceptron_lines <- function(X, y, forms) {
  matrices <- c(list(input = X), forms, list(target = y))
  columns <- lapply(names(matrices), function(name) c(name, matrix_lines(matrices[[name]], exact = TRUE)))
  padded <- lapply(columns, function(column) formatC(column, width = -max(nchar(column)) - 2))
  sub(" +$", "", do.call(paste0, padded))
}

#' The output for new rows.
#'
#' @param output Output of the network, n_samples-by-n_outputs.
#' @return A line for each sample, its outputs separated by commas.
#' @source nnref
#' @examples
#' predicted_lines(rbind(c(0.5, 0.25)))
#' @export
predicted_lines <- function(output) {
  text <- format_decimals(output)
  apply(text, 1, paste, collapse = ",")
}

#' How far a long training is.
#'
#' @param epoch The number of epochs done.
#' @param epochs The number of epochs to do.
#' @param error The error now.
#' @param seconds The time taken so far, in seconds.
#' @return The line, with a bar of 30 characters and, after the first epoch, the seconds left at the pace so far.
#' @source nnref
#' @examples
#' progress_line(2500, 5000, 0.125, 3)
#' @export
progress_line <- function(epoch, epochs, error, seconds) {
  bar <- strrep("#", (30 * epoch) %/% epochs) # %/% binds tighter than *
  line <- sprintf("[%-30s] epoch %d of %d, error %s", bar, epoch, epochs, format_decimals(matrix(error)))
  if (epoch == 0) line else sprintf("%s, %d s left", line, round(seconds * (epochs - epoch) / epoch))
}
