# An InputError with exactly this line
expect_refused <- function(code, line) {
  problem <- expect_error(code, class = "InputError")
  expect_identical(conditionMessage(problem), line)
}

# A file with these lines, or these bytes, that is gone after the test
local_file <- function(content, frame = parent.frame()) {
  file <- tempfile(fileext = ".csv")
  bytes <- if (is.raw(content)) content else charToRaw(paste0(content, "\n", collapse = ""))
  writeBin(bytes, file)
  do.call(on.exit, list(substitute(unlink(file), list(file = file)), add = TRUE), envir = frame)
  file
}

# A copy of the article's experiment, to be spoilt
local_experiment <- function(frame = parent.frame()) {
  folder <- tempfile("mine")
  dir.create(folder)
  files <- list.files(experiment_folder("article"), pattern = "[.]csv$", full.names = TRUE)
  file.copy(files, folder)
  do.call(on.exit, list(substitute(unlink(folder, recursive = TRUE), list(folder = folder)), add = TRUE), envir = frame)
  folder
}
