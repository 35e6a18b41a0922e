# What the R package really computes, written down for the lesson. Its twin is record.py.
# Rscript record.R R_FOLDER OUT published|NAME_OF_ARITHMETIC EPOCH,EPOCH,... FIXTURE_FOLDER
# Rscript record.R R_FOLDER OUT boundary RECORD_EVERY,FRAME_EVERY FIXTURE_FOLDER GRID

PARAMETERS <- c("wh", "bh", "wout", "bout")

# One matrix as a line: epoch, name, rows, columns, and the values row by row.
record_line <- function(epoch, name, A) {
  values <- paste(format_number(as.vector(t(A))), collapse = ",")
  sprintf("%d %s %d %d %s", epoch, name, nrow(A), ncol(A), values)
}

# Train epoch by epoch; of each epoch wanted write down every named quantity, of each hundredth the error.
record_epochs <- function(matrices, settings, arithmetic, epochs, one_epoch = train_batch) {
  activation <- if (is.null(settings$hidden_activation)) "sigmoid" else settings$hidden_activation
  X <- matrices$X
  y <- matrices$y
  parameters <- matrices[PARAMETERS]
  lines <- list(record_line(0, "X", X), record_line(0, "y", y))
  for (epoch in seq_len(max(epochs))) {
    values <- one_epoch(
      X,
      y,
      parameters,
      settings$learning_rate,
      arithmetic = arithmetic,
      hidden_activation = activation
    )
    if (epoch %in% epochs || epoch %% 100 == 0 || epoch < 100) {
      error <- half_squared_error(y, values$output, arithmetic)
      lines <- c(lines, sprintf("%d error 1 1 %s", epoch, format_number(error)))
    }
    if (epoch %in% epochs) {
      for (name in PARAMETERS) {
        lines <- c(lines, record_line(epoch, name, parameters[[name]]))
      }
      for (name in setdiff(names(values), PARAMETERS)) {
        lines <- c(lines, record_line(epoch, name, values[[name]]))
      }
      for (name in PARAMETERS) {
        lines <- c(lines, record_line(epoch, paste0("new_", name), values[[name]]))
      }
    }
    parameters <- values[PARAMETERS]
  }
  unlist(lines)
}

# Train any network; now and then write down its error and parameters, and its output for the points of a grid.
record_boundary <- function(experiment, grid, record_every, frame_every) {
  settings <- experiment$settings
  network <- choose_network(settings$network)
  lines <- character()
  on_record <- function(epoch, error, parameters) {
    lines <<- c(lines, sprintf("%d error 1 1 %s", epoch, format_number(error)))
    for (name in names(parameters)) {
      lines <<- c(lines, record_line(epoch, name, parameters[[name]]))
    }
    if (epoch %% frame_every == 0) {
      lines <<- c(lines, record_line(epoch, "output", network$predict(grid, parameters)))
    }
  }
  train(
    experiment$X,
    experiment$y,
    experiment$parameters,
    settings$learning_rate,
    settings$epochs,
    record_every = record_every,
    on_record = on_record,
    network = network
  )
  lines
}

arguments <- commandArgs(trailingOnly = TRUE)
for (file in list.files(arguments[1], full.names = TRUE)) {
  sys.source(file, environment())
}
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1]))
sys.source(file.path(here, "published.R"), environment())

experiment <- read_experiment(folder = arguments[5])
matrices <- c(experiment[c("X", "y")], experiment$parameters)
epochs <- as.integer(strsplit(arguments[4], ",")[[1]])
if (arguments[3] == "boundary") {
  lines <- record_boundary(experiment, read_matrix(arguments[6]), epochs[1], epochs[2])
} else if (arguments[3] == "published") {
  matrices[c("bh", "bout")] <- published_biases(matrices)
  lines <- record_epochs(matrices, experiment$settings, native, epochs, published_epoch)
} else {
  lines <- record_epochs(matrices, experiment$settings, arithmetics[[arguments[3]]], epochs)
}
write_lines(lines, arguments[2])
