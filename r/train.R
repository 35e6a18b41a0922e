# The command `Rscript r/train.R`: reads options, calls the rest, and ends with a status.

#' Tell the options from their values, and refuse what is not an option.
#'
#' @param arguments The arguments of the command, as they were typed.
#' @return The text of each option by its name, with underscores; empty for one that takes no value.
#' @section Errors:
#' InputError: If an option is unknown, lacks its value, has one too many, or is given twice.
#' @source nnref; a parser of each language's own would not refuse the same arguments in the same words.
#' @examples
#' split_arguments(c("--batch-size", "10", "--trace"))
split_arguments <- function(arguments) {
  options <- list()
  rest <- arguments
  while (length(rest) > 0) {
    name <- sub("=.*", "", rest[1], useBytes = TRUE)
    equals <- grepl("=", rest[1], fixed = TRUE, useBytes = TRUE)
    value <- if (equals) sub("^[^=]*=", "", rest[1], useBytes = TRUE) else ""
    rest <- rest[-1]
    if (!name %in% names(OPTIONS)) {
      stop(InputError(sprintf("%s: no such option; --help lists them", show_text(name))))
    }
    key <- gsub("-", "_", sub("--", "", name))
    if (key %in% names(options)) {
      stop(InputError(sprintf("%s: given twice", name)))
    }
    expected <- OPTIONS[[name]][1]
    if (expected == "" && equals) {
      stop(InputError(sprintf("%s: expected no value, found %s", name, show_text(value))))
    }
    if (expected != "" && !equals && length(rest) > 0 && !startsWith(rest[1], "--")) {
      value <- rest[1]
      rest <- rest[-1]
    }
    if (expected != "" && value == "") {
      stop(InputError(sprintf("%s: expected a value, %s", name, expected)))
    }
    options[[key]] <- option_value(name, value)
  }
  options
}

#' The value of an option as it is meant.
#'
#' @param name Name of the option.
#' @param value Its value, as it was typed.
#' @return The value; where a path begins with `~`, which the shell leaves alone in `--data=~/mine.csv`, with the
#'   home folder in its place.
#' @section Errors:
#' InputError: If the value is not UTF-8, or longer than what every system takes for a path.
#' @source nnref; R reads `~` as the home folder everywhere, Python nowhere, and each needs another way to hold
#'   bytes that are no text.
#' @examples
#' option_value("--data", "mine.csv")
option_value <- function(name, value) {
  if (!validUTF8(value) || nchar(value, "bytes") > 1000) {
    found <- show_text(value)
    stop(InputError(sprintf("%s: expected UTF-8 text of at most 1000 bytes, found %s", name, found)))
  }
  home <- Sys.getenv("HOME")
  is_path <- grepl("^(DIR|FILE)", OPTIONS[[name]][1])
  if (is_path && home != "" && grepl("^~(/|$)", value)) paste0(home, substring(value, 2)) else value
}

#' Read the options of the command.
#'
#' @param arguments The arguments of the command, as they were typed.
#' @return The value of each option by its name, with underscores; only of those given.
#' @section Errors:
#' InputError: If an option or its value is not what was expected.
#' @source The table OPTIONS.
#' @examples
#' read_options(c("--epochs", "10"))
read_options <- function(arguments) {
  options <- split_arguments(arguments)
  for (name in intersect(names(c(SETTINGS, DRAWS)), names(options))) {
    options[[name]] <- parse_setting(name, options[[name]], paste0("--", gsub("_", "-", name)))
  }
  choices <- list(arithmetic = names(arithmetics), scale = "minmax")
  for (name in intersect(names(choices), names(options))) {
    if (!options[[name]] %in% choices[[name]]) {
      known <- paste(choices[[name]], collapse = ", ")
      stop(InputError(sprintf("--%s: expected one of %s, found %s", name, known, show_text(options[[name]]))))
    }
  }
  check_together(options)
  if (is.null(options$experiment)) {
    options$experiment <- "article"
  }
  options
}

#' Refuse options that exclude or need each other.
#'
#' @param options Options by name, as they were given.
#' @return Nothing.
#' @section Errors:
#' InputError: If two of them name what to train, or one of a table stands without the others.
#' @source nnref
#' @examples
#' check_together(list(data = "table.csv", target = "kind"))
check_together <- function(options) {
  if (!is.null(options$experiment) && !is.null(options$fixture)) {
    stop(InputError("--experiment: expected either --experiment or --fixture, found both"))
  }
  for (name in intersect(c("experiment", "fixture"), names(options))) {
    if (!is.null(options$data)) {
      stop(InputError(sprintf("--data: expected either --data or --%s, found both", name)))
    }
  }
  for (name in intersect(c("target", "scale"), names(options))) {
    if (is.null(options$data)) {
      stop(InputError(sprintf("--%s: expected together with --data, found alone", name)))
    }
  }
  if (!is.null(options$checkpoint_every) && is.null(options$save)) {
    stop(InputError("--checkpoint-every: expected together with --save, found alone"))
  }
  if (!is.null(options$data) && is.null(options$target)) {
    stop(InputError("--data: expected together with --target, found alone"))
  }
  invisible()
}

#' What to train, as the options say: an experiment, a fixture or a table, with its weights and settings.
#'
#' @param options Options by name, as read_options returns them.
#' @return By name: title, what is trained; matrices, settings and held_back of the experiment; and classes,
#'   the names of the classes of a table.
#' @section Errors:
#' InputError: If what the options name cannot be used.
#' @source nnref; a table is trained as the article's network is, unless options say otherwise.
#' @examples
#' choose_experiment(list(experiment = "article", seed = 7))$title
choose_experiment <- function(options) {
  classes <- character()
  held_back <- list()
  if (!is.null(options$data)) {
    title <- sprintf("table %s, target %s", options$data, options$target)
    show_progress(paste("reading", options$data))
    table <- read_table(options$data, options$target, options$scale)
    show_progress("")
    matrices <- table[c("X", "y")]
    settings <- list(learning_rate = 0.1, epochs = 5000)
    classes <- table$classes
  } else {
    title <- paste("experiment", options$experiment)
    if (!is.null(options$fixture)) {
      title <- paste("fixture", options$fixture)
    }
    experiment <- read_experiment(options$experiment, options$fixture)
    matrices <- experiment$matrices
    settings <- experiment$settings
    held_back <- experiment$held_back
  }
  network <- network_of(settings)
  for (name in intersect(names(c(SETTINGS, DRAWS)), names(options))) {
    check_used(network, name, paste0("--", gsub("_", "-", name)))
  }
  if (!is.null(options$shuffle_seed)) {
    settings$shuffled_epochs <- NULL
  }
  given <- intersect(names(SETTINGS), names(options))
  settings[given] <- options[given]
  if (!is.null(options$data) || !is.null(options$seed) || !is.null(options$hidden_neurons)) {
    n_hidden <- if (is.null(matrices$wout)) 3 else nrow(matrices$wout)
    if (!is.null(options$hidden_neurons)) {
      n_hidden <- options$hidden_neurons
    }
    seed <- if (is.null(options$seed)) 0 else options$seed
    weights <- initialize_weights(network, ncol(matrices$X), n_hidden, ncol(matrices$y), seed)
    matrices[names(weights)] <- weights
    title <- sprintf("%s, weights from seed %.0f", title, seed)
  }
  list(
    title = title,
    matrices = matrices,
    settings = settings,
    held_back = held_back,
    classes = classes
  )
}

#' Train and report, as the options say.
#'
#' @param options Options by name, as read_options returns them.
#' @return Nothing.
#' @section Errors:
#' InputError: If what the options name cannot be used.
#' @source nnref
#' @examples
#' run(list(version = TRUE))
run <- function(options) {
  if (!is.null(options$help)) {
    return(print_lines(help_lines()))
  }
  if (!is.null(options$version)) {
    return(print_lines(paste("nnref", VERSION)))
  }

  experiment <- choose_experiment(options)
  title <- experiment$title
  network <- network_of(experiment$settings)
  if (!is.null(options$save)) {
    check_save_folder(options$save)
    check_save_place(options$save)
  }
  if (!is.null(options$plot)) {
    check_plot_file(options$plot)
    check_save_place(options$plot)
  }

  if (!is.null(options$predict)) {
    run_predict(experiment, options)
  } else if (network == "perceptron") {
    run_perceptron(experiment, options, title)
  } else {
    run_train(experiment, options, title)
  }
}

#' Print the output for new rows.
#'
#' @param experiment Its matrices, settings and held_back, by name.
#' @param options Options by name, as read_options returns them.
#' @return Nothing.
#' @section Errors:
#' InputError: If the rows cannot be used.
#' @source The log, "make predictions on new inputs that it has not seen before".
#' @examples
#' run_predict(read_experiment("log"), list(predict = file.path(experiment_folder("perceptron"), "X.csv")))
run_predict <- function(experiment, options) {
  matrices <- experiment$matrices
  X <- read_new_rows(options$predict, ncol(matrices$X))
  arithmetic <- arithmetics[[if (is.null(options$arithmetic)) "native" else options$arithmetic]]
  print_lines(predicted_lines(predict_network(X, matrices, experiment$settings, arithmetic)))
}

#' Print, and draw if wanted, what a perceptron says of its samples.
#'
#' @param experiment Its matrices, settings and held_back, by name.
#' @param options Options by name, as read_options returns them.
#' @param title What is run.
#' @return Nothing.
#' @section Errors:
#' InputError: If an option is of no use here.
#' @source The article, "three ways of creating input-output relationships".
#' @examples
#' run_perceptron(read_experiment("perceptron_line"), list(), "experiment perceptron_line")
run_perceptron <- function(experiment, options, title) {
  for (name in intersect(c("save", "trace"), names(options))) {
    stop(InputError(sprintf("--%s: the perceptron network is not trained", name)))
  }
  matrices <- experiment$matrices
  X <- scale_input(matrices$X, experiment$settings)
  if (!is.null(options$plot) && ncol(X) != 2) {
    message <- "--plot: expected 2 features to draw the perceptron's line, found %d"
    stop(InputError(sprintf(message, ncol(X))))
  }
  arithmetic <- arithmetics[[if (is.null(options$arithmetic)) "native" else options$arithmetic]]
  forms <- perceptron_forms(X, matrices$weights, matrices$bias, arithmetic)
  print_lines(heading_lines(title, matrices, experiment$settings, arithmetic$name))
  print_lines(c("", perceptron_lines(X, matrices$y, forms)))
  if (!is.null(options$plot)) {
    line <- perceptron_line(X, matrices$y, matrices$weights, matrices$bias)
    draw_picture(list(line), title, options$plot)
  }
}

#' Train and report; save and draw if wanted.
#'
#' @param experiment Its matrices, settings and held_back, by name.
#' @param options Options by name, as read_options returns them.
#' @param title What is trained.
#' @return Nothing.
#' @section Errors:
#' InputError: If shapes do not fit, or a file cannot be written.
#' @source nnref
#' @examples
#' run_train(read_experiment("neuron"), list(), "experiment neuron")
run_train <- function(experiment, options, title) {
  settings <- experiment$settings
  matrices <- experiment$matrices
  matrices$X <- scale_input(matrices$X, settings)
  held_back <- experiment$held_back
  network <- network_of(settings)
  functions <- network_functions(network)
  arithmetic <- arithmetics[[if (is.null(options$arithmetic)) "native" else options$arithmetic]]
  epochs <- settings$epochs
  report_every <- if (is.null(settings$report_every)) max(1, epochs %/% 10) else settings$report_every
  watched <- isatty(stderr())
  checkpoint_every <- if (is.null(options$checkpoint_every)) 0 else options$checkpoint_every
  record_every <- record_interval(options, settings, watched)
  seen <- new.env() # what on_record keeps
  seen$history <- list()
  start <- seen$shown <- proc.time()[["elapsed"]]

  on_record <- function(epoch, error, parameters) {
    is_reported <- epoch %% report_every == 0 || epoch == epochs
    if (is_reported) {
      show_progress("")
      print_lines(error_line(epoch, error, network))
    }
    seen$history[[length(seen$history) + 1]] <- c(epoch, error)
    if (checkpoint_every > 0 && epoch %% checkpoint_every == 0 && epoch > 0 && epoch < epochs) {
      save_training(experiment, options, title, epoch, c(parameters, list(history = do.call(rbind, seen$history))))
    }
    is_due <- is_reported || proc.time()[["elapsed"]] - seen$shown > 0.1 # as fast as an eye can follow
    if (watched && is_due && epoch < epochs) {
      seen$shown <- proc.time()[["elapsed"]]
      show_progress(progress_line(epoch, epochs, error, seen$shown - start))
    }
  }

  print_lines(heading_lines(title, matrices, settings, arithmetic$name))
  print_lines(class_lines(options$target, experiment$classes))
  if (!is.null(options$trace)) {
    matrices_of_batch <- first_batch(matrices, settings)
    chosen <- list(learning_rate = settings$learning_rate, arithmetic = arithmetic)
    chosen <- c(chosen, activation_choice(settings))
    traced <- do.call(functions$train_batch, c(matrices_of_batch, chosen))
    activation <- if (is.null(settings$hidden_activation)) "sigmoid" else settings$hidden_activation
    print_lines(trace_lines(matrices_of_batch, traced, activation, network))
  }
  print_lines(error_heading_lines(network))
  chosen <- list(
    learning_rate = settings$learning_rate,
    epochs = epochs,
    batch_size = settings$batch_size,
    record_every = record_every,
    on_record = on_record,
    arithmetic = arithmetic,
    shuffle_seed = settings$shuffle_seed,
    shuffled_epochs = max(0, settings$shuffled_epochs)
  )
  chosen <- c(chosen, activation_choice(settings), measure_choice(settings))
  if (arithmetic$name == "portable") {
    compiler::enableJIT(3) # its loops are R's own and gain much
  }
  trained <- tryCatch(
    do.call(functions$train, c(matrices, chosen)),
    StoppedError = function(stopped) {
      if (is.null(options$save)) {
        stop(stopped)
      }
      save_training(
        experiment,
        options,
        title,
        stopped$epoch,
        c(stopped$parameters, list(history = do.call(rbind, seen$history)))
      )
      done <- count_text(stopped$epoch, "epoch")
      message <- sprintf("%s; %s holds what was trained in %s", stopped$message, options$save, done)
      stop(StoppedError(message, stopped$status, stopped$epoch, stopped$parameters))
    }
  )
  print_lines(c("", output_lines(matrices$y, trained$output)))
  if (length(held_back) > 0) {
    output <- predict_network(held_back$X_held_back, trained, settings, arithmetic)
    print_lines(c("", held_back_lines(held_back$y_held_back, output)))
  }

  if (!is.null(options$save)) {
    save_training(experiment, options, title, epochs, trained)
  }
  if (!is.null(options$plot)) {
    draw_training(experiment, options, title, trained)
  }
}

#' Save a training that is done, or so far that --fixture goes on from there.
#'
#' @param experiment Its matrices, settings and held_back, by name.
#' @param options Options by name, as read_options returns them.
#' @param title What is trained.
#' @param epoch How many epochs are done. If some are left, their number is saved as the epochs to train.
#' @param trained The parameters after them and the history of the errors, by name.
#' @return Nothing.
#' @section Errors:
#' InputError: If the folder cannot be written.
#' @source fixtures/README.md, "A saved folder".
#' @examples
#' article <- read_experiment()
#' trained <- c(article$matrices, list(history = rbind(c(0, 0.5))))
#' save_training(article, list(save = tempfile()), "experiment article", 10, trained)
save_training <- function(experiment, options, title, epoch, trained) {
  settings <- experiment$settings
  arithmetic <- arithmetics[[if (is.null(options$arithmetic)) "native" else options$arithmetic]]
  left <- settings$epochs - epoch
  settings$epochs <- if (left > 0) left else epoch
  if (!is.null(settings$shuffle_seed)) {
    settings$shuffled_epochs <- sum(settings$shuffled_epochs, epoch)
  }
  parameters <- trained[names(NETWORKS[[network_of(settings)]])]
  output <- predict_network(experiment$matrices$X, trained, settings, arithmetic)
  results <- list(output = output, loss = trained$history)
  is_finite <- function(A) length(A) > 0 && all(is.finite(A)) # no file holds NaN
  results <- results[vapply(results, is_finite, NA)]
  matrices <- c(experiment$matrices[c("X", "y")], parameters, results, experiment$held_back)
  origin <- sprintf("After %s of %s, by nnref %s", count_text(epoch, "epoch"), title, VERSION)
  show_progress(paste("saving", options$save))
  write_experiment(options$save, matrices, settings, origin)
  show_progress("")
}

#' Draw what a training gave.
#'
#' @param experiment Its matrices, settings and held_back, by name.
#' @param options Options by name, as read_options returns them.
#' @param title What is trained.
#' @param trained The parameters and the history of the errors, by name.
#' @return Nothing.
#' @section Errors:
#' InputError: If the file cannot be written.
#' @source nnref
#' @examples
#' article <- read_experiment()
#' trained <- c(article$matrices, list(history = rbind(c(0, 0.5), c(1, 0.25))))
#' draw_training(article, list(plot = tempfile(fileext = ".svg")), "experiment article", trained)
draw_training <- function(experiment, options, title, trained) {
  X <- experiment$matrices$X
  y <- experiment$matrices$y
  held_back <- experiment$held_back
  arithmetic <- arithmetics[[if (is.null(options$arithmetic)) "native" else options$arithmetic]]
  predict_points <- function(X) predict_network(X, trained, experiment$settings, arithmetic)

  panels <- list(error_curve(trained$history))
  if (ncol(X) == 2 && ncol(y) == 1) {
    panels <- c(panels, decision_boundary(X, y, predict_points))
  }
  if (length(held_back) > 0 && ncol(X) == 64) {
    output <- predict_points(held_back$X_held_back)
    panels <- c(panels, misread_digits(held_back$X_held_back, held_back$y_held_back, output))
  }
  draw_picture(panels, title, options$plot)
}

#' What the first update of a training is made from.
#'
#' @param matrices X, y and the parameters, by name.
#' @param settings Settings of the experiment by name.
#' @return The same, with only those rows of X and y.
#' @source nnref
#' @examples
#' first_batch(read_experiment()$matrices, list(batch_size = 2))$y
first_batch <- function(matrices, settings) {
  batch <- matrices
  if (!is.null(settings$shuffle_seed)) {
    stream <- shuffle_stream(settings$shuffle_seed, nrow(matrices$X), max(0, settings$shuffled_epochs))
    batch <- shuffle_rows(matrices$X, matrices$y, stream)
  }
  batch <- split_batches(batch$X, batch$y, settings$batch_size)[[1]]
  matrices[c("X", "y")] <- batch[c("X", "y")]
  matrices
}

#' How often to record the error: at each report and each checkpoint, and often enough for what is seen of it.
#'
#' @param options Options by name, as read_options returns them.
#' @param settings Settings of the experiment by name.
#' @param watched Whether a bar shows how far the training is.
#' @return The number of epochs from one record to the next.
#' @source nnref; each record costs as much as a third of an epoch.
#' @examples
#' record_interval(list(), list(epochs = 5000), watched = FALSE)
#' record_interval(list(), list(epochs = 5000), watched = TRUE)
record_interval <- function(options, settings, watched) {
  epochs <- settings$epochs
  interval <- if (is.null(settings$report_every)) max(1, epochs %/% 10) else settings$report_every
  drawn <- !is.null(options$save) || !is.null(options$plot)
  if (drawn || watched) {
    points <- if (drawn) 200 else 50 # enough for a smooth curve; for a bar that moves
    interval <- finer_interval(interval, max(1, epochs %/% points))
  }
  common_interval(interval, if (is.null(options$checkpoint_every)) 0 else options$checkpoint_every)
}

#' The largest interval, not above the one wanted, at which the given one is met too.
#'
#' @param interval A number of epochs.
#' @param wanted The number of epochs that would be fine enough.
#' @return The largest divisor of interval that is not above wanted.
#' @source nnref
#' @examples
#' finer_interval(500, 30)
finer_interval <- function(interval, wanted) {
  candidates <- seq_len(min(interval, wanted))
  max(candidates[interval %% candidates == 0])
}

#' The largest interval at which both are met: their greatest common divisor.
#'
#' @param interval A number of epochs.
#' @param other Another; 0 if there is none.
#' @return The number of epochs.
#' @source Euclid's algorithm.
#' @examples
#' common_interval(500, 300)
common_interval <- function(interval, other) {
  if (other == 0) interval else common_interval(other, interval %% other)
}

#' Show a line on the terminal, in the place of the one that was shown before; nothing where there is no terminal.
#'
#' @param line The line; an empty one leaves nothing.
#' @return Nothing.
#' @source nnref; ECMA-48, "erase in line".
#' @examples
#' show_progress("half")
show_progress <- function(line) {
  if (isatty(stderr())) {
    cat("\r\033[K", escape_controls(line), sep = "", file = stderr())
  }
}

#' Print lines to standard output.
#'
#' @param lines The lines.
#' @return Nothing.
#' @source nnref
#' @examples
#' print_lines(c("one", "two"))
print_lines <- function(lines) {
  writeLines(vapply(lines, escape_controls, ""), useBytes = TRUE)
  flush(stdout())
}

#' The command: read options, run, and say what is wrong in one line if something is.
#'
#' @param arguments The arguments of the command; those of this process if not given.
#' @return The exit status: 0 if all went well, 2 for input that cannot be used or output that cannot be written,
#'   3 for a training that diverged, 130 for an interrupt.
#' @source nnref
#' @examples
#' main("--version")
main <- function(arguments = commandArgs(trailingOnly = TRUE)) {
  # R does not notice when standard output cannot be written, as on a full disk; cat does. Then a second cat takes what
  # comes, since there may be something to save. A signal is no problem: nobody reads any more, as after `| head`
  write_out <- "trap '' INT; cat 2>/dev/null || { status=$?; cat >/dev/null; [ $status -gt 128 ]; }"
  output <- if (sink.number() == 0 && !isatty(stdout())) pipe(write_out, "w")
  if (!is.null(output)) {
    sink(output)
  }
  ended <- tryCatch(
    {
      run(read_options(arguments))
      list(status = 0)
    },
    InputError = function(problem) list(status = 2, line = problem$message),
    StoppedError = function(stopped) list(status = stopped$status, line = stopped$message),
    interrupt = function(condition) list(status = 130, line = "interrupted")
  )
  if (!is.null(output)) {
    sink()
    is_lost <- close(output) != 0
    if (ended$status == 0 && is_lost) {
      ended <- list(status = 2, line = "standard output: cannot be written")
    }
  }
  if (ended$status != 0) {
    show_progress("")
    line <- escape_controls(paste("nnref:", ended$line))
    try(writeLines(line, stderr(), useBytes = TRUE), silent = TRUE) # the status says it too
  }
  ended$status
}

# Run as a script, not read by a test: use the sources beside this file, or else the installed package
if (sys.nframe() == 0L) {
  compiler::enableJIT(0) # compiling all this at its first use would take longer than it saves
  file <- commandArgs()[startsWith(commandArgs(), "--file=")][1] # other arguments may be no text, which grep warns of
  folder <- dirname(gsub("~+~", " ", sub("^--file=", "", file), fixed = TRUE)) # as Rscript writes a space
  if (dir.exists(file.path(folder, "inst"))) {
    for (file in list.files(file.path(folder, "R"), full.names = TRUE)) {
      sys.source(file, environment())
    }
    experiments_folder <- function() file.path(folder, "inst", "experiments")
  } else {
    attach(asNamespace("nnref"), warn.conflicts = FALSE)
  }
  quit(status = main())
}
