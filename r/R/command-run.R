# The two commands: what they train, report, save and draw.

#' What a command is to do: the names in its options have become what they stand for.
#'
#' @param experiment The experiment as it is stored, with the settings and weights that the options ask for.
#' @param network The network to train or to apply.
#' @param X The input as the network takes it, n_samples-by-n_features.
#' @param X_held_back The same of the samples that the training does not see; none if there are none.
#' @param notes Lines that say what was made of a table.
#' @param options Options by name, as read_options returns them.
#' @return The job.
#' @source nnref
#' @examples
#' prepare_job(list(experiment = "article", arithmetic = "portable"))$network$arithmetic$name
#' @noRd
Job <- function(experiment, network, X, X_held_back, notes, options) {
  job <- list(
    experiment = experiment,
    network = network,
    X = X,
    X_held_back = X_held_back,
    notes = notes,
    options = options
  )
  structure(job, class = "nnref_job")
}

#' What to do, as the options say: an experiment, a fixture or a table, with its weights and settings.
#'
#' @param options Options by name, as read_options returns them.
#' @return The job.
#' @section Errors:
#' InputError: If what the options name cannot be used.
#' @source nnref; a table is trained as the article's network is, unless options say otherwise, but from weights
#'   that fit its number of features.
#' @examples
#' prepare_job(list(experiment = "article", seed = 7))$experiment$title
#' @noRd
prepare_job <- function(options) {
  notes <- character()
  if (!is.null(options$data)) {
    table <- prepare_table(options)
    title <- sprintf("table %s, target %s", options$data, options$target)
    settings <- list(learning_rate = 0.1, epochs = 5000)
    experiment <- Experiment(title, table$X, table$y, list(), settings, table$held_back, table$columns)
    notes <- table$notes
  } else {
    name <- if (is.null(options$experiment)) "article" else options$experiment
    experiment <- read_experiment(name, options$fixture)
  }
  settings <- experiment$settings
  name <- network_of(settings)
  for (setting in intersect(names(c(SETTINGS, DRAWS)), names(options))) {
    check_used(name, setting, paste0("--", gsub("_", "-", setting)))
  }
  if (!is.null(options$shuffle_seed)) {
    settings$shuffled_epochs <- NULL
  }
  given <- intersect(names(SETTINGS), names(options))
  settings[given] <- options[given]
  experiment$settings <- settings
  n_features <- ncol(experiment$X)
  n_outputs <- ncol(experiment$y)
  stored <- if (is.null(experiment$parameters$wout)) 3 else nrow(experiment$parameters$wout)
  n_hidden <- if (is.null(options$hidden_neurons)) stored else options$hidden_neurons
  sizes <- c(sample = nrow(experiment$X), feature = n_features, `hidden neuron` = n_hidden, output = n_outputs)
  check_network_memory(name, sizes, settings$batch_size)
  if (!is.null(options$data) || !is.null(options$seed) || !is.null(options$hidden_neurons)) {
    seed <- if (is.null(options$seed)) 0 else options$seed
    by_inputs <- !is.null(experiment$columns)
    experiment$parameters <- initialize_weights(name, n_features, n_hidden, n_outputs, seed, by_inputs)
    experiment$title <- sprintf("%s, weights from seed %.0f", experiment$title, seed)
  }
  network <- choose_network(
    name,
    if (is.null(options$arithmetic)) "native" else options$arithmetic,
    if (is.null(settings$hidden_activation)) "sigmoid" else settings$hidden_activation,
    settings$error_measure
  )
  X <- scale_input(experiment$X, settings)
  held_back <- experiment$held_back$X_held_back
  X_held_back <- if (!is.null(held_back)) scale_input(held_back, settings)
  Job(experiment, network, X, X_held_back, notes, options)
}

#' A table as the options want it: a share of its rows held back, its features scaled as the others' are.
#'
#' @param options Options by name, as read_options returns them.
#' @return By name: X, y, columns, notes, and held_back: X_held_back and y_held_back by name, none if not asked for.
#' @section Errors:
#' InputError: If the table cannot be used.
#' @source nnref; the rows with the smallest draws of the seed's stream are held back.
#' @examples
#' file <- tempfile()
#' writeLines(c("size,kind", "1.5,a", "0.5,b", "2.5,a"), file)
#' prepare_table(list(data = file, target = "kind", hold_out = 0.4))$held_back$X_held_back
#' @noRd
prepare_table <- function(options) {
  show_progress(paste("reading", options$data))
  missing <- if (is.null(options$missing)) "refuse" else options$missing
  drop <- if (is.null(options$drop)) character() else options$drop
  table <- read_table(options$data, options$target, NULL, drop, missing, is.null(options$no_header))
  show_progress("")
  held_back <- list()
  if (!is.null(options$hold_out)) {
    n_samples <- nrow(table$X)
    n_held <- max(1, floor(options$hold_out * n_samples + 0.5))
    if (n_held >= n_samples) {
      message <- "--hold-out: expected at least one of %s left to train on"
      stop(InputError(sprintf(message, count_text(n_samples, "row"))))
    }
    seed <- if (is.null(options$seed)) 0 else options$seed
    draws <- draw_uniform(uniform_stream(seed), n_samples)$values
    is_held <- rank(draws, ties.method = "first") <= n_held
    held_back$X_held_back <- table$X[is_held, , drop = FALSE]
    held_back$y_held_back <- table$y[is_held, , drop = FALSE]
    table$X <- table$X[!is_held, , drop = FALSE]
    table$y <- table$y[!is_held, , drop = FALSE]
    table$notes <- c(table$notes, sprintf("held back: %.0f of %s", n_held, count_text(n_samples, "row")))
  }
  if (!is.null(options$scale)) {
    table <- scale_table(table)
    if (length(held_back) > 0) {
      held_back$X_held_back <- scale_minmax(held_back$X_held_back, table$columns$low, table$columns$high)
    }
  }
  list(X = table$X, y = table$y, columns = table$columns, notes = table$notes, held_back = held_back)
}

#' The input as the network takes it.
#'
#' @param X Input as it is stored, n_samples-by-n_features.
#' @param settings Settings of the experiment by name.
#' @return X divided by the setting divide_input_by; X itself if there is none.
#' @source nnref; so that images can be stored as whole numbers.
#' @examples
#' scale_input(rbind(c(8, 16)), list(divide_input_by = 16))
#' @noRd
scale_input <- function(X, settings) {
  divisor <- settings$divide_input_by
  if (is.null(divisor)) X else X / divisor
}

#' Train and report, or check, as the options say.
#'
#' @param options Options by name, as read_options returns them.
#' @return The exit status: 0, what run_check returns, or 1 for a self-test that found a difference.
#' @section Errors:
#' InputError: If what the options name cannot be used.
#' @source nnref
#' @examples
#' run(list(version = TRUE))
#' @noRd
run <- function(options) {
  if (!is.null(options$help)) {
    print_lines(help_lines())
    return(0)
  }
  if (!is.null(options$version)) {
    print_lines(paste("nnref", VERSION))
    return(0)
  }
  if (!is.null(options$exercise) || !is.null(options[["check"]])) {
    return(run_own_code(options, print_lines))
  }
  if (!is.null(options$self_test)) {
    tested <- self_test()
    print_lines(tested$lines)
    return(if (tested$same) 0 else 1)
  }

  job <- prepare_job(options)
  check_places(job)
  if (!is.null(options$predict) && is.null(options$data)) {
    run_predict(job)
  } else if (job$network$name == "perceptron") {
    run_perceptron(job)
  } else {
    run_train(job)
  }
  0
}

#' Refuse to begin what could not be saved or drawn in the end.
#'
#' @param job What the command is to do, as prepare_job returns it.
#' @return Nothing.
#' @section Errors:
#' InputError: If a place cannot be written, or the features are too large to draw.
#' @source nnref; called before the training, so that no work is lost.
#' @examples
#' check_places(prepare_job(list(experiment = "article", save = tempfile())))
#' @noRd
check_places <- function(job) {
  options <- job$options
  X <- job$experiment$X
  if (!is.null(options$save)) {
    check_save_folder(options$save)
    check_save_place(options$save)
  }
  if (!is.null(options$plot)) {
    check_plot_file(options$plot)
    check_save_place(options$plot)
    if (ncol(X) == 2 && max(abs(X)) > LARGEST_DRAWN) {
      message <- "--plot: expected features up to %.0e to draw, found %.0e"
      stop(InputError(sprintf(message, LARGEST_DRAWN, max(abs(X)))))
    }
  }
  if (!is.null(options$save) && !is.null(options$plot)) {
    folder <- follow_links(options$save)
    file <- follow_links(options$plot)
    if (startsWith(paste0(folder, "/"), paste0(file, "/"))) {
      stop(InputError(sprintf("--plot: expected another place than --save, found %s", options$plot)))
    }
  }
  invisible()
}

#' Print the output for new rows.
#'
#' @param job What the command is to do, as prepare_job returns it.
#' @return Nothing.
#' @section Errors:
#' InputError: If the rows cannot be used.
#' @source The log, "make predictions on new inputs that it has not seen before".
#' @examples
#' X <- file.path(experiment_folder("perceptron"), "X.csv")
#' run_predict(prepare_job(list(experiment = "log", predict = X)))
#' @noRd
run_predict <- function(job) {
  output <- job$network$predict(new_rows(job), job$experiment$parameters)
  print_lines(predicted_lines(output, job$experiment$columns))
}

#' The new rows that the options name, as the network takes them.
#'
#' @param job What the command is to do, as prepare_job returns it.
#' @return The input, n_samples-by-n_features.
#' @section Errors:
#' InputError: If the rows cannot be used.
#' @source nnref
#' @examples
#' X <- file.path(experiment_folder("log"), "X.csv")
#' dim(new_rows(prepare_job(list(experiment = "log", predict = X))))
#' @noRd
new_rows <- function(job) {
  file <- job$options$predict
  columns <- job$experiment$columns
  if (!is.null(columns)) {
    return(read_rows_of(file, columns))
  }
  scale_input(read_new_rows(file, ncol(job$X)), job$experiment$settings)
}

#' Print, and draw if wanted, what a perceptron says of its samples.
#'
#' @param job What the command is to do, as prepare_job returns it.
#' @return Nothing.
#' @section Errors:
#' InputError: If an option is of no use here.
#' @source The article, "three ways of creating input-output relationships".
#' @examples
#' run_perceptron(prepare_job(list(experiment = "perceptron_line")))
#' @noRd
run_perceptron <- function(job) {
  for (name in intersect(c("save", "trace"), names(job$options))) {
    stop(InputError(sprintf("--%s: the perceptron network is not trained", name)))
  }
  experiment <- job$experiment
  X <- job$X
  y <- experiment$y
  if (!is.null(job$options$plot) && ncol(X) != 2) {
    message <- "--plot: expected 2 features to draw the perceptron's line, found %d"
    stop(InputError(sprintf(message, ncol(X))))
  }
  weights <- experiment$parameters$weights
  bias <- experiment$parameters$bias
  forms <- perceptron_forms(X, weights, bias, job$network$arithmetic)
  heading <- heading_lines(experiment$title, job$network, X, y, experiment$parameters, experiment$settings)
  print_lines(heading)
  print_lines(c("", perceptron_lines(X, y, forms)))
  if (!is.null(job$options$plot)) {
    line <- perceptron_line(X, y, weights, bias)
    draw_picture(list(line), experiment$title, job$options$plot)
  }
}

#' Train and report; save and draw if wanted.
#'
#' @param job What the command is to do, as prepare_job returns it.
#' @return Nothing.
#' @section Errors:
#' InputError: If shapes do not fit, or a file cannot be written.
#' @source nnref
#' @examples
#' run_train(prepare_job(list(experiment = "neuron")))
#' @noRd
run_train <- function(job) {
  experiment <- job$experiment
  network <- job$network
  options <- job$options
  X <- job$X
  y <- experiment$y
  parameters <- experiment$parameters
  settings <- experiment$settings
  epochs <- settings$epochs
  report_every <- if (is.null(settings$report_every)) max(1, epochs %/% 10) else settings$report_every
  checkpoint_every <- if (is.null(options$checkpoint_every)) 0 else options$checkpoint_every
  watched <- isatty(stderr())
  records <- new.env() # by epoch; a list that grows would be copied each time
  seen <- new.env()
  start <- seen$shown <- proc.time()[["elapsed"]]
  history <- function() {
    rows <- do.call(rbind, as.list(records))
    rows[order(rows[, 1]), , drop = FALSE]
  }

  on_record <- function(epoch, error, parameters) {
    is_reported <- epoch %% report_every == 0 || epoch == epochs
    if (is_reported) {
      show_progress("")
      print_lines(error_line(epoch, error, network$name))
    }
    records[[sprintf("%.0f", epoch)]] <- c(epoch, error)
    if (checkpoint_every > 0 && epoch %% checkpoint_every == 0 && epoch > 0 && epoch < epochs) {
      save_training(job, epoch, parameters, history())
    }
    is_due <- is_reported || proc.time()[["elapsed"]] - seen$shown > 0.1 # as fast as an eye can follow
    if (watched && is_due && epoch < epochs) {
      seen$shown <- proc.time()[["elapsed"]]
      show_progress(progress_line(epoch, epochs, error, seen$shown - start))
    }
  }

  if (!is.null(options$step)) {
    check_step(options$step, network)
  }
  columns <- experiment$columns
  X_new <- if (!is.null(options$predict)) new_rows(job)
  print_lines(heading_lines(experiment$title, network, X, y, parameters, settings))
  if (!is.null(columns)) {
    print_lines(c(class_lines(columns$target, columns$classes), job$notes))
  }
  if (!is.null(options$trace)) {
    batch <- first_batch(X, y, settings)
    traced <- train_batch(batch$X, batch$y, parameters, settings$learning_rate, network)
    print_lines(trace_lines(c(batch[c("X", "y")], parameters), traced, network, options$step))
  }
  if (!is.null(options$only)) {
    return(invisible())
  }
  print_lines(error_heading_lines(network$name))
  if (network$arithmetic$name == "portable") {
    compiler::enableJIT(3) # its loops are R's own and gain much
  }
  save_stopped <- function(stopped) {
    if (is.null(options$save)) {
      stop(stopped)
    }
    save_training(job, stopped$epoch, stopped$parameters, history())
    done <- count_text(stopped$epoch, "epoch")
    message <- sprintf("%s; %s holds what was trained in %s", stopped$message, options$save, done)
    stop(StoppedError(message, stopped$status, stopped$epoch, stopped$parameters))
  }
  hold_interrupts(function() {
    trained <- tryCatch(
      train(
        X,
        y,
        parameters,
        settings$learning_rate,
        epochs,
        batch_size = settings$batch_size,
        record_every = record_intervals(options, settings, watched),
        on_record = on_record,
        network = network,
        shuffle_seed = settings$shuffle_seed,
        shuffled_epochs = max(0, settings$shuffled_epochs),
        columns = columns
      ),
      StoppedError = save_stopped
    )
    report_training(job, trained$parameters, trained$output, X_new)
    if (!is.null(options$save)) {
      save_training(job, epochs, trained$parameters, trained$history)
    }
    if (!is.null(options$plot)) {
      draw_training(job, trained$parameters, trained$history)
    }
  })
}

#' Print what a training gave: the outputs, how many classes are right, and the output for new rows.
#'
#' @param job What the command is to do, as prepare_job returns it.
#' @param parameters The trained weights and biases by name.
#' @param output The output that they give, n_samples-by-n_outputs.
#' @param X_new New rows as the network takes them; none if there are none.
#' @return Nothing.
#' @source nnref
#' @examples
#' job <- prepare_job(list(experiment = "neuron"))
#' report_training(job, job$experiment$parameters, cbind(0.5), NULL)
#' @noRd
report_training <- function(job, parameters, output, X_new) {
  experiment <- job$experiment
  network <- job$network
  columns <- experiment$columns
  X <- job$X
  y <- experiment$y
  print_lines(c("", output_lines(y, output)))
  classes <- columns$classes
  if (length(classes) > 0) {
    print_lines(c("", score_lines("Training rows", y, output, classes)))
  }
  if (!is.null(columns)) {
    print_lines(hint_lines(network, X, parameters, output))
  }
  if (!is.null(job$X_held_back)) {
    output_held_back <- network$predict(job$X_held_back, parameters)
    y_held_back <- experiment$held_back$y_held_back
    if (length(classes) > 0 || is.null(columns)) {
      print_lines(c("", score_lines("Held back", y_held_back, output_held_back, classes)))
    } else {
      print_lines(c("", "Held back:", output_lines(y_held_back, output_held_back)))
    }
  }
  if (!is.null(X_new)) {
    print_lines(c("", predicted_lines(network$predict(X_new, parameters), columns)))
  }
}

#' Save a training that is done, or so far that --fixture goes on from there.
#'
#' @param job What the command is to do, as prepare_job returns it.
#' @param epoch How many epochs are done. If some are left, their number is saved as the epochs to train.
#' @param parameters The weights and biases after them, by name.
#' @param history A row for each record: the number of epochs done, the error then.
#' @return Nothing.
#' @section Errors:
#' InputError: If the folder cannot be written.
#' @source fixtures/README.md, "A saved folder".
#' @examples
#' job <- prepare_job(list(experiment = "article", save = tempfile()))
#' save_training(job, 10, job$experiment$parameters, rbind(c(0, 0.5)))
#' read_experiment(folder = job$options$save)$settings$epochs
#' @noRd
save_training <- function(job, epoch, parameters, history) {
  experiment <- job$experiment
  folder <- job$options$save
  settings <- experiment$settings
  left <- settings$epochs - epoch
  settings$epochs <- if (left > 0) left else epoch
  if (!is.null(settings$shuffle_seed)) {
    settings$shuffled_epochs <- sum(settings$shuffled_epochs, epoch)
  }
  results <- list(output = job$network$predict(job$X, parameters), loss = history)
  is_finite <- function(A) length(A) > 0 && all(is.finite(A)) # no file holds NaN
  results <- results[vapply(results, is_finite, NA)]
  matrices <- c(experiment[c("X", "y")], parameters, results, experiment$held_back)
  origin <- sprintf("After %s of %s, by nnref %s", count_text(epoch, "epoch"), experiment$title, VERSION)
  show_progress(paste("saving", folder))
  write_experiment(folder, matrices, settings, origin, experiment$columns)
  show_progress("")
}

#' Draw what a training gave.
#'
#' @param job What the command is to do, as prepare_job returns it.
#' @param parameters The trained weights and biases by name.
#' @param history A row for each record: the number of epochs done, the error then.
#' @return Nothing.
#' @section Errors:
#' InputError: If the file cannot be written.
#' @source nnref
#' @examples
#' job <- prepare_job(list(experiment = "article", plot = tempfile(fileext = ".svg")))
#' draw_training(job, job$experiment$parameters, rbind(c(0, 0.5), c(1, 0.25)))
#' @noRd
draw_training <- function(job, parameters, history) {
  experiment <- job$experiment
  network <- job$network
  X <- experiment$X
  y <- experiment$y
  panels <- list(error_curve(history))
  if (ncol(X) == 2) {
    predict_points <- function(X) network$predict(scale_input(X, experiment$settings), parameters)
    panels <- c(panels, decision_boundary(X, y, predict_points, experiment$columns$classes))
  }
  if (!is.null(job$X_held_back) && ncol(X) == 64) {
    output <- network$predict(job$X_held_back, parameters)
    held_back <- experiment$held_back
    panels <- c(panels, misread_digits(held_back$X_held_back, held_back$y_held_back, output))
  }
  draw_picture(panels, experiment$title, job$options$plot)
}

#' What the first update of a training is made from.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param settings Settings of the experiment by name.
#' @return The rows of X and those of y.
#' @source nnref
#' @examples
#' first_batch(diag(3), diag(3), list(batch_size = 2))$y
#' @noRd
first_batch <- function(X, y, settings) {
  if (!is.null(settings$shuffle_seed)) {
    stream <- shuffle_stream(settings$shuffle_seed, nrow(X), max(0, settings$shuffled_epochs))
    shuffled <- shuffle_rows(X, y, stream)
    X <- shuffled$X
    y <- shuffled$y
  }
  split_batches(X, y, settings$batch_size)[[1]]
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
#' @return The exit status: 0 if all went well, 1 for a solution that is not right yet or a self-test that found a
#'   difference, 2 for input that cannot be used or output that cannot be written, 3 for a training that diverged,
#'   130 for an interrupt.
#' @source nnref
#' @examples
#' main("--version")
#' @noRd
main <- function(arguments = commandArgs(trailingOnly = TRUE)) {
  # but for where they are allowed, interrupts wait: a second Ctrl-C is not to destroy the save of the first
  suspendInterrupts({
    # R does not notice when standard output cannot be written, as on a full disk; cat does. Then a second cat takes what
    # comes, since there may be something to save. A signal is no problem: nobody reads any more, as after `| head`
    write_out <- "trap '' INT; cat 2>/dev/null || { status=$?; cat >/dev/null; [ $status -gt 128 ]; }"
    has_shell <- .Platform$OS.type == "unix" # elsewhere R writes by itself, and does not notice
    output <- if (has_shell && sink.number() == 0 && !isatty(stdout())) pipe(write_out, "w")
    if (!is.null(output)) {
      sink(output)
    }
    no_memory <- gettext(
      "cannot allocate vector of size %0.1f Gb",
      "cannot allocate memory block of size %0.1f Gb",
      domain = "R"
    )
    ended <- tryCatch(
      list(status = allow_one_interrupt(function() run(read_options(arguments)))),
      InputError = function(problem) list(status = 2, line = problem$message),
      StoppedError = function(stopped) list(status = stopped$status, line = stopped$message),
      interrupt = function(condition) list(status = 130, line = "interrupted"),
      error = function(problem) {
        if (!any(startsWith(conditionMessage(problem), sub("%.*", "", no_memory)))) {
          stop(problem)
        }
        list(status = 2, line = "there is not enough memory")
      }
    )
    if (!is.null(output)) {
      sink()
      is_lost <- close(output) != 0
      if (is.null(ended$line) && is_lost) {
        ended <- list(status = 2, line = "standard output: cannot be written")
      }
    }
    if (!is.null(ended$line)) {
      show_progress("")
      line <- escape_controls(paste("nnref:", ended$line))
      try(writeLines(line, stderr(), useBytes = TRUE), silent = TRUE) # the status says it too
    }
  })
  ended$status
}
