# The two commands: what they train, report, save and draw.

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
#' @noRd
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
#' @noRd
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
#' @noRd
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
#' @noRd
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
#' @noRd
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
#' @noRd
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
#' @noRd
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
#' @noRd
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

#' Print lines to standard output.
#'
#' @param lines The lines.
#' @return Nothing.
#' @source nnref
#' @examples
#' print_lines(c("one", "two"))
#' @noRd
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
#' @noRd
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
