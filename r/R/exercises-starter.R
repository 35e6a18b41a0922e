# The starter of an exercise: the package's own functions, with what is to be written left blank.

LEVELS <- list(
  line = "error_at_hidden_layer",
  `function` = "backward",
  steps = EXPECTED_FUNCTIONS,
  everything = c(EXPECTED_FUNCTIONS, "train")
)

SENTENCES <- c(
  sigmoid = "Step 3: squash each value into the interval from 0 to 1: the logistic function",
  derivatives_sigmoid = "Step 6: the derivative of the sigmoid, from the activation that the sigmoid returned"
)

SHAPES <- c(
  "X (n_samples, n_features), y (n_samples, n_outputs), learning_rate a number",
  "wh (n_features, n_hidden), bh (1, n_hidden), wout (n_hidden, n_outputs), bout (1, n_outputs)"
)

TRAINING <- c(
  "Steps 1 to 11, for each batch of batch_size rows in order, epochs times; the last batch may be smaller",
  "the four parameters by name, after the last update",
  "the output for all rows of X that they give",
  "a row for each epoch from 0 on: its number, and the half squared error of all rows then"
)

#' The quantities that a level leaves blank.
#'
#' @param level One of line, function, steps and everything; or the name of a quantity or of a function.
#' @return Their names.
#' @section Errors:
#' InputError: If there is no such level.
#' @source nnref
#' @examples
#' blanks_of("forward")
#' @noRd
blanks_of <- function(level) {
  formulas <- read_catalogue()$formulas
  functions <- vapply(formulas, `[[`, "", "function")
  names <- names(formulas)[functions %in% LEVELS$everything]
  shown <- sub("new_", "", names)
  known <- unique(c(names(LEVELS), LEVELS$everything, shown))
  if (!level %in% known) {
    near <- nearest_name(level, known)
    near <- if (near == "") "; or the name of a quantity or function" else near
    levels <- paste(names(LEVELS), collapse = ", ")
    stop(InputError(sprintf("level %s: expected one of %s%s", show_text(level), levels, near)))
  }
  chosen <- if (level %in% names(LEVELS)) LEVELS[[level]] else level
  names[shown %in% chosen | functions[names] %in% chosen]
}

#' A file to fill in.
#'
#' @param level How much is blank, as blanks_of takes it.
#' @return The lines of the file.
#' @section Errors:
#' InputError: If there is no such level.
#' @source The package's own forward, backward and update_parameters: what they return, the steps, the names and the
#'   shapes are cut from them.
#' @examples
#' utils::tail(grep("TODO", exercise_lines("d_output"), value = TRUE), 1)
#' @noRd
exercise_lines <- function(level = "steps") {
  names <- blanks_of(level)
  file_lines(stats::setNames(rep("TODO", length(names)), names), train = level %in% c("everything", "train"))
}

#' A file of the exercise, with some lines in place of the right ones.
#'
#' @param changes For each quantity that is not right, what stands there.
#' @param train Whether the training belongs to it.
#' @return The lines of the file.
#' @source nnref
#' @examples
#' grep("E <- ", file_lines(c(E = "output - y")), value = TRUE)
#' @noRd
file_lines <- function(changes, train = FALSE) {
  catalogue <- read_catalogue()

  code <- function(name) {
    if (name %in% names(changes)) changes[[name]] else fill_formula(catalogue, name, character())
  }

  lines <- c(
    "# An exercise of nnref: put code in the place of each TODO and look what is right with",
    "#     Rscript r/train.R --check mine.R",
    "# where mine.R is this file.",
    sprintf("# Shapes: %s;", SHAPES[1]),
    sprintf("#     %s", SHAPES[2])
  )
  for (name in names(SENTENCES)) {
    argument <- if (name == "sigmoid") "x" else "a"
    head <- sprintf("%s <- function(%s) {", name, argument)
    body <- sprintf("  %s # shaped like %s", code(name), argument)
    lines <- c(lines, "", head, sprintf("  # %s", SENTENCES[[name]]), body, "}")
  }
  core <- list(forward = forward, backward = backward, update_parameters = update_parameters)
  for (name in names(core)) {
    lines <- c(lines, "", cut_function(core[[name]], code, name))
  }
  if (train) {
    head <- "train <- function(X, y, parameters, learning_rate, epochs, batch_size) {"
    lines <- c(lines, "", head, sprintf("  # %s", TRAINING[1]))
    if ("train" %in% names(changes)) {
      blank <- sprintf("  %s <- TODO # %s", c("parameters", "output", "history"), TRAINING[-1])
      lines <- c(lines, blank, "  list(parameters = parameters, output = output, history = history)", "}")
    } else {
      lines <- c(lines, solved_training())
    }
  }
  lines
}

#' A function of the core as an exercise: its arguments, steps, names, shapes and result, other code in its lines.
#'
#' @param core The function.
#' @param code A function of the name of a quantity that returns what stands in its line.
#' @param name Name of the function.
#' @return The lines.
#' @source nnref
#' @examples
#' cut_function(forward, function(name) "TODO", "forward")[1:2]
#' @noRd
cut_function <- function(core, code, name) {
  core <- if (is.null(environment(core)$bare)) core else environment(core)$bare # what stands behind the door
  arguments <- formals(core)
  arguments <- names(arguments)[vapply(arguments, identical, NA, quote(expr = ))]
  source <- as.character(attr(core, "srcref"))
  first <- grep("^\\) \\{|function\\(.*\\{$", source)[1]
  body <- source[-seq_len(first)]
  returns <- which(startsWith(body, "  list("))[1]
  lines <- sprintf("%s <- function(%s) {", name, paste(arguments, collapse = ", "))
  for (line in body[seq_len(returns - 1)]) {
    parts <- regmatches(line, regexec("^  (\\w+) <- .*( # \\(.*\\))$", line))[[1]]
    if (startsWith(line, "  # Step")) {
      lines <- c(lines, if (length(lines) > 1) "", line)
    } else if (length(parts) > 0) {
      key <- if (name == "update_parameters") paste0("new_", parts[2]) else parts[2]
      lines <- c(lines, sprintf("  %s <- %s%s", parts[2], code(key), parts[3]))
    }
  }
  c(lines, "", body[returns:length(body)])
}

#' The body of the exercise's training, solved.
#'
#' @return The lines.
#' @source The article, steps 1 to 11.
#' @examples
#' solved_training()[1]
#' @noRd
solved_training <- function() {
  c(
    "  history <- matrix(0, epochs + 1, 2)",
    "  for (epoch in 0:epochs) {",
    "    output <- with(parameters, forward(X, wh, bh, wout, bout))$output",
    "    history[epoch + 1, ] <- c(epoch, mean((y - output)^2) / 2)",
    "    if (epoch == epochs) {",
    "      break",
    "    }",
    "    for (start in seq(1, nrow(X), batch_size)) {",
    "      rows <- start:min(start + batch_size - 1, nrow(X))",
    "      X_batch <- X[rows, , drop = FALSE]",
    "      values <- with(parameters, forward(X_batch, wh, bh, wout, bout))",
    "      hidden <- values$hidden_layer_activations",
    "      deltas <- backward(y[rows, , drop = FALSE], values$output, hidden, parameters$wout)",
    "      parameters <- with(",
    "        c(parameters, deltas),",
    "        update_parameters(X_batch, hidden, d_hidden_layer, d_output, wh, bh, wout, bout, learning_rate)",
    "      )",
    "    }",
    "  }",
    "  list(parameters = parameters, output = output, history = history)",
    "}"
  )
}

#' Write a file to fill in; one that is there already is never overwritten.
#'
#' @param file Path of the file to write.
#' @param level How much is blank, as blanks_of takes it.
#' @return Nothing.
#' @section Errors:
#' InputError: If there is such a file, it cannot be written, its ending is that of another language, or there is no
#' such level.
#' @source nnref
#' @examples
#' write_exercise(tempfile(fileext = ".R"))
#' @noRd
write_exercise <- function(file, level = "steps") {
  lines <- exercise_lines(level)
  if (!endsWith(file, ".R")) {
    stop(InputError(sprintf("%s: expected a name that ends in .R", file)))
  }
  if (file.exists(file) || isTRUE(Sys.readlink(file) != "")) {
    stop(InputError(sprintf("%s: is there already, and is not overwritten; give another name", file)))
  }
  tryCatch(
    suppressWarnings(write_lines(lines, file)),
    error = function(problem) stop(InputError(sprintf("%s: cannot be written", file)))
  )
  invisible()
}
