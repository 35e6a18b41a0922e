# What the R package really computes, written down for the lesson. Its twin is record.py.
# Rscript record.R R_FOLDER OUT native|portable|published EPOCH,EPOCH,... MARK,MARK,... ARGUMENT ...
# Rscript record.R R_FOLDER OUT boundary RECORD_EVERY,FRAME_EVERY FIXTURE_FOLDER GRID

# Train; of each epoch wanted write down every named quantity, of each marked one the error.
record_epochs <- function(arguments, arithmetic, epochs, marks) {
  begun <- begin(c(arguments, "--arithmetic", arithmetic), changes = character(), code = "", window = NULL)
  advanced <- advance(begun$session, epochs, marks, done = max(epochs))
  c(begun$lines[startsWith(begun$lines, "0 ")], advanced$lines)
}

# The same by the article's listing as it was published.
record_published <- function(arguments, epochs, marks) {
  session <- begin(arguments, changes = character(), code = "", window = NULL)$session
  parameters <- session$state$parameters
  parameters[c("bh", "bout")] <- published_biases(c(list(X = session$X), parameters))
  rate <- session$settings$learning_rate
  lines <- list()
  for (epoch in seq_len(max(epochs))) {
    values <- published_epoch(session$X, session$y, parameters, rate)
    updated <- values[names(parameters)]
    if (epoch %in% c(epochs, marks)) {
      error <- half_squared_error(session$y, values$output)
      lines <- c(lines, sprintf("%d error 1 1 %s", epoch, format_number(error)))
    }
    if (epoch %in% epochs) {
      shown <- c(parameters, values[setdiff(names(values), names(parameters))])
      shown[paste0("new_", names(updated))] <- updated
      lines <- c(lines, lapply(names(shown), function(name) matrix_line(epoch, name, shown[[name]], NULL)))
    }
    parameters <- updated
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
      lines <<- c(lines, matrix_line(epoch, name, parameters[[name]], NULL))
    }
    if (epoch %% frame_every == 0) {
      lines <<- c(lines, matrix_line(epoch, "output", network$predict(grid, parameters), NULL))
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
sys.source(file.path(here, "../live/session.R"), environment())

numbers <- lapply(strsplit(arguments[4:5], ","), function(texts) suppressWarnings(as.integer(texts)))
if (arguments[3] == "boundary") {
  experiment <- read_experiment(folder = arguments[5])
  lines <- record_boundary(experiment, read_matrix(arguments[6]), numbers[[1]][1], numbers[[1]][2])
} else if (arguments[3] == "published") {
  lines <- record_published(arguments[-(1:5)], numbers[[1]], numbers[[2]])
} else {
  lines <- record_epochs(arguments[-(1:5)], arguments[3], numbers[[1]], numbers[[2]])
}
write_lines(lines, arguments[2])
