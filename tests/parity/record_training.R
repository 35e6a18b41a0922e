# What `make train` asks of R, in one process: the command itself, and then the same training, written down on the way.
# Usage: Rscript record_training.R CHECKOUT FOLDER

arguments <- commandArgs(trailingOnly = TRUE)
invisible(compiler::enableJIT(0)) # as in r/train.R
for (file in list.files(file.path(arguments[1], "r", "R"), full.names = TRUE)) {
  sys.source(file, environment())
}
experiments_folder <- function() file.path(arguments[1], "r", "inst", "experiments")

status <- main(character())
if (status != 0) {
  quit(status = status)
}

article <- read_experiment("article")
epochs <- article$settings$epochs
for (arithmetic in names(arithmetics)) {
  folder <- file.path(arguments[2], arithmetic)
  dir.create(folder)
  keep <- function(values, prefix = "") {
    for (name in names(values)) {
      write_matrix(values[[name]], file.path(folder, paste0(prefix, name, ".csv")), character())
    }
  }
  first <- train_batch(article$X, article$y, article$parameters, 0.1, arithmetic = arithmetic)
  keep(first, "1_")
  keep_tenth <- function(epoch, error, parameters) {
    keep(c(parameters, list(error = matrix(error))), paste0(epoch, "_"))
  }
  trained <- train(
    article$X,
    article$y,
    article$parameters,
    0.1,
    epochs,
    record_every = epochs / 10,
    on_record = keep_tenth,
    arithmetic = arithmetic
  )
  keep(list(output = unname(trained$output)), paste0(epochs, "_"))
}
