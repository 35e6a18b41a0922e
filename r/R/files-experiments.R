# Experiments as folders: data, initial weights and settings.

DESCRIPTIONS <- list(
  X = "input, a row for each sample, a column for each feature",
  y = "targets, a row for each sample, a column for each output",
  wh = "weights of the hidden layer, a row for each feature, a column for each hidden neuron",
  bh = "biases of the hidden layer, a column for each hidden neuron",
  wout = "weights of the output layer, a row for each hidden neuron, a column for each output",
  bout = "biases of the output layer, a column for each output",
  output = "output of the network, a row for each sample, a column for each output",
  weights = "weights, a row for each feature, a column for each output",
  bias = "biases, a column for each output",
  w = "weights of the neuron, a row for each feature",
  b = "bias of the neuron",
  X_held_back = "input kept from the training, a row for each sample, a column for each feature",
  y_held_back = "targets of the input kept from the training, a column for each output",
  loss = "error by epoch: the number of epochs done, the error then"
)

#' The value of a setting from its text.
#'
#' @param name Name of the setting.
#' @param text Its text, in a file or on the command line.
#' @param where How to call it in the error line.
#' @return A number, or for a choice its text.
#' @section Errors:
#' InputError: If the text is not what the setting expects.
#' @source fixtures/README.md
#' @examples
#' parse_setting("epochs", "5000", where = "--epochs")
#' @noRd
parse_setting <- function(name, text, where) {
  expected <- c(SETTINGS, DRAWS)[[name]]
  value <- if (startsWith(expected, "one of")) text else parse_number(text)
  check_setting(name, value, where, show_text(text))
  if (is.numeric(value)) value + 0 else value # -0 is 0
}

#' Read the settings of an experiment.
#'
#' @param file Path of a file in the fixture format, with a name and a value on each line.
#' @return The value of each setting by its name.
#' @section Errors:
#' InputError: If the file cannot be read, a setting is unknown, missing, given twice, or is not
#'   what it should be.
#' @source fixtures/README.md
#' @examples
#' str(read_settings(file.path(experiment_folder("article"), "settings.csv")))
#' @noRd
read_settings <- function(file) {
  settings <- list()
  rows <- cut_rows(read_lines(file))
  for (i in seq_along(rows$line)) {
    where <- sprintf("%s line %d", file, rows$line[i])
    values <- rows$values[[i]]
    if (length(values) != 2) {
      stop(InputError(sprintf("%s: expected a name and a value, found %d values", where, length(values))))
    }
    name <- values[1]
    if (!name %in% names(SETTINGS)) {
      known <- paste(names(SETTINGS), collapse = ", ")
      stop(InputError(sprintf("%s: expected one of %s, found %s", where, known, show_text(name))))
    }
    if (name %in% names(settings)) {
      stop(InputError(sprintf("%s: %s is given twice", where, name)))
    }
    settings[[name]] <- parse_setting(name, values[2], sprintf("%s, %s", where, name))
  }
  network <- network_of(settings)
  for (name in c("learning_rate", "epochs")) {
    if (!name %in% c(names(settings), UNUSED_SETTINGS[[network]])) {
      stop(InputError(sprintf("%s: %s is missing", file, name)))
    }
  }
  for (name in names(settings)) {
    check_used(network, name, sprintf("%s, %s", file, name))
  }
  if ("shuffled_epochs" %in% names(settings) && !"shuffle_seed" %in% names(settings)) {
    stop(InputError(sprintf("%s: shuffled_epochs: expected together with shuffle_seed, found alone", file)))
  }
  settings
}

#' Write the settings of an experiment.
#'
#' @param settings Value of each setting by its name.
#' @param file Path of the file to write.
#' @param comments Lines for its header.
#' @return Nothing.
#' @source fixtures/README.md
#' @examples
#' file <- tempfile()
#' write_settings(list(learning_rate = 0.5, epochs = 100), file, comments = "An example")
#' read_lines(file)
#' @noRd
write_settings <- function(settings, file, comments) {
  texts <- vapply(settings, function(value) if (is.character(value)) value else format_number(value), "")
  hex <- names(texts)[startsWith(texts, "0x")]
  decimals <- vapply(hex, function(name) sprintf("%s is %.15g", name, settings[[name]]), "")
  rows <- paste(names(texts), texts, sep = ",")
  write_lines(c(paste("#", vapply(c(comments, decimals), escape_controls, "")), rows), file)
}

#' The folder of the experiments that come with nnref.
#'
#' @return The path of the folder.
#' @source fixtures/README.md
#' @examples
#' basename(experiments_folder())
#' @noRd
experiments_folder <- function() {
  system.file("experiments", package = "nnref")
}

#' The folder of an experiment that comes with nnref.
#'
#' @param name Name of the experiment.
#' @return The path of its folder.
#' @section Errors:
#' InputError: If there is no such experiment.
#' @source fixtures/README.md
#' @examples
#' basename(experiment_folder("article"))
#' @noRd
experiment_folder <- function(name) {
  experiments <- experiments_folder()
  names <- sort(list.files(experiments), method = "radix")
  names <- names[file.exists(file.path(experiments, names, "X.csv"))]
  if (!name %in% names) {
    known <- paste(names, collapse = ", ")
    stop(InputError(sprintf("no experiment %s: expected one of %s", show_text(name), known)))
  }
  file.path(experiments, name)
}

#' An experiment: data, initial weights and settings.
#'
#' @param title What to call it.
#' @param X Input as it is stored, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param parameters Initial weights and biases by name.
#' @param settings Settings by name; network among them if it is not the article's.
#' @param held_back X_held_back and y_held_back by name, the samples that its training does not see; none in most.
#' @param columns What is remembered of the columns of a table; none if X does not come from a table.
#' @return The experiment.
#' @source fixtures/README.md
#' @examples
#' read_experiment("article")$title
#' @noRd
Experiment <- function(title, X, y, parameters, settings, held_back, columns = NULL) {
  experiment <- list(
    title = title,
    X = X,
    y = y,
    parameters = parameters,
    settings = settings,
    held_back = held_back,
    columns = columns
  )
  structure(experiment, class = "nnref_experiment")
}

#' Read an experiment: data, initial weights and settings.
#'
#' @param name Name of an experiment that comes with nnref.
#' @param folder Path of any folder in the fixture format; if given, the name is not looked up.
#' @return The experiment:
#'   \item{title}{What to call it.}
#'   \item{X}{Input as it is stored, n_samples-by-n_features.}
#'   \item{y}{Targets, n_samples-by-n_outputs.}
#'   \item{parameters}{Initial weights and biases by name.}
#'   \item{settings}{Settings by name; network among them if it is not the one of the article.}
#'   \item{held_back}{The samples X_held_back and y_held_back by name, which the training does not see; none in most.}
#'   \item{columns}{What is remembered of the columns of a table; none if X does not come from a table.}
#' @section Errors:
#' InputError: If a file is missing or wrong, or shapes do not fit.
#' @source fixtures/README.md
#' @seealso [train()], which takes its parts; [write_experiment()], which writes one.
#' @family files
#' @examples
#' read_experiment("article")$X
#' @export
read_experiment <- function(name = "article", folder = NULL) {
  title <- if (is.null(folder)) paste("experiment", name) else paste("fixture", folder)
  if (is.null(folder)) {
    folder <- experiment_folder(name)
  }
  read <- function(folder) {
    if (!is_folder(folder)) {
      stop(InputError(sprintf("%s: no such folder", folder)))
    }
    settings <- read_settings(paste0(folder, "/settings.csv"))
    network <- network_of(settings)
    names <- c("X", "y", names(NETWORKS[[network]]))
    matrices <- lapply(paste0(folder, "/", names, ".csv"), read_matrix)
    names(matrices) <- names
    check_shapes(NETWORKS[[network]], matrices, folder)
    held_back <- read_held_back(folder, ncol(matrices$X), ncol(matrices$y))
    columns <- NULL
    if (file.exists(literal(paste0(folder, "/columns.csv")))) {
      columns <- read_columns(paste0(folder, "/columns.csv"))
      n_features <- length(feature_names(columns))
      if (n_features != ncol(matrices$X)) {
        message <- "%s/columns.csv: expected a row for each column of X (%d), found %d"
        stop(InputError(sprintf(message, folder, ncol(matrices$X), n_features)))
      }
    }
    Experiment(title, matrices$X, matrices$y, matrices[-(1:2)], settings, held_back, columns)
  }

  read_undisturbed(sub("(.)/+$", "\\1", folder, useBytes = TRUE), read)
}

#' Read the samples of an experiment that its training does not see.
#'
#' @param folder Path of the folder of the experiment.
#' @param n_features Columns of its X.
#' @param n_outputs Columns of its y.
#' @return By name: X_held_back and y_held_back; nothing if the experiment holds no samples back.
#' @section Errors:
#' InputError: If one of the two files is missing or wrong, or shapes do not fit.
#' @source fixtures/README.md
#' @examples
#' read_held_back(experiment_folder("article"), n_features = 4, n_outputs = 1)
#' @noRd
read_held_back <- function(folder, n_features, n_outputs) {
  X_file <- paste0(folder, "/X_held_back.csv")
  y_file <- paste0(folder, "/y_held_back.csv")
  if (!file.exists(literal(X_file)) && !file.exists(literal(y_file))) {
    return(list())
  }
  X <- read_new_rows(X_file, n_features)
  y <- read_matrix(y_file)
  if (nrow(y) != nrow(X) || ncol(y) != n_outputs) {
    message <- "%s: expected %d x %d values, found %d x %d"
    stop(InputError(sprintf(message, y_file, nrow(X), n_outputs, nrow(y), ncol(y))))
  }
  list(X_held_back = X, y_held_back = y)
}

#' Read input that no training has seen.
#'
#' @param file Path of a file of numbers, a row for each sample, separated by commas.
#' @param n_features How many numbers a row must have: the features of the network.
#' @return The input, n_samples-by-n_features.
#' @section Errors:
#' InputError: If the file cannot be read, or does not hold such rows.
#' @source fixtures/README.md
#' @examples
#' dim(read_new_rows(file.path(experiment_folder("article"), "y.csv"), n_features = 1))
#' @noRd
read_new_rows <- function(file, n_features) {
  X <- read_matrix(file)
  if (ncol(X) != n_features) {
    message <- "%s: expected columns: %d (the features of the network), found %d"
    stop(InputError(sprintf(message, file, n_features, ncol(X))))
  }
  X
}

#' Refuse to save over a folder that nnref did not write.
#'
#' @param folder Path of the folder to write.
#' @return Nothing.
#' @section Errors:
#' InputError: If there is something else at that path.
#' @source nnref; called before the training, so that no work is lost.
#' @examples
#' check_save_folder("a-new-folder")
#' @noRd
check_save_folder <- function(folder) {
  backs <- gregexpr("/[.][.]?(?=/|$)", folder, perl = TRUE)[[1]]
  for (back in backs[backs > 1]) {
    before <- substring(folder, 1, back - 1)
    if (!is_folder(before)) {
      stop(InputError(sprintf("%s: no such folder", before))) # else `out/../..` would be taken for what is two folders up
    }
  }
  if (!is_folder(folder)) {
    link <- Sys.readlink(literal(folder)) # NA where there is nothing
    if ((file.exists(literal(folder)) || (!is.na(link) && link != "")) && !is_folder(folder)) {
      # by now: another save may just have put it there
      stop(InputError(sprintf("%s: expected a folder to save in, found something else", folder)))
    }
    return(invisible())
  }
  cannot_be_read <- function(look) is_folder(folder) && file.access(literal(folder), 4) != 0
  if (all(vapply(1:5, cannot_be_read, NA))) {
    # not only in the moment in which another process puts a new one in its place
    stop(InputError(sprintf("%s: cannot be read", folder)))
  }
  files <- list.files(literal(folder), all.files = TRUE, no.. = TRUE)
  ours <- paste0(c("settings", "columns", names(DESCRIPTIONS)), ".csv")
  others <- files[!files %in% ours | dir.exists(paste0(literal(folder), "/", files, recycle0 = TRUE))]
  if (length(files) > 0 && (!"settings.csv" %in% files || length(others) > 0)) {
    stop(InputError(sprintf("%s: expected an empty folder, or one that nnref saved, found other files", folder)))
  }
  invisible()
}

#' Write an experiment, or the result of one, so that it can be read as an experiment again.
#'
#' @param folder Path of the folder to write; what nnref saved there before is replaced as a whole.
#' @param matrices X, y and the parameters, and any others, by name.
#' @param settings Settings by name.
#' @param origin Where the matrices come from: lines for the header of each file.
#' @param columns What is to be remembered of the columns of a table, if X comes from one.
#' @return Nothing.
#' @section Errors:
#' InputError: If the folder cannot be written, or holds other files.
#' @source fixtures/README.md
#' @seealso [read_experiment()], which reads it again, in either language.
#' @family files
#' @examples
#' folder <- tempfile()
#' article <- read_experiment("article")
#' matrices <- c(article[c("X", "y")], article$parameters)
#' write_experiment(folder, matrices, article$settings, origin = "A copy")
#' list.files(folder)
#' @export
write_experiment <- function(folder, matrices, settings, origin, columns = NULL) {
  folder <- sub("(.)/+$", "\\1", folder, useBytes = TRUE)
  check_save_folder(folder)
  write <- function(new) {
    for (name in names(matrices)) {
      comments <- c(sprintf("%s: %s", name, DESCRIPTIONS[[name]]), origin)
      write_matrix(matrices[[name]], paste0(new, "/", name, ".csv"), comments)
    }
    write_settings(settings, paste0(new, "/settings.csv"), c("settings: name,value", origin))
    if (!is.null(columns)) {
      comments <- c("columns: what it is,its name,its level,its smallest value,its largest", origin)
      lines <- paste("#", vapply(comments, escape_controls, ""))
      write_lines(c(lines, columns_lines(columns)), paste0(new, "/columns.csv"))
    }
  }
  raise <- function(problem) stop(problem)
  cannot_write <- function(problem) stop(InputError(sprintf("%s: cannot be written", folder)))
  tryCatch(
    replace_folder(follow_links(folder), write, check = function() check_save_folder(folder)),
    InputError = raise,
    error = cannot_write,
    warning = cannot_write
  )
  invisible()
}
