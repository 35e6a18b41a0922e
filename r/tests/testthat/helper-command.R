# The command, and what it does with arguments

run_command <- function(...) {
  files <- c(out = tempfile(), err = tempfile())
  streams <- lapply(files, file, "w")
  sink(streams$out)
  sink(streams$err, type = "message")
  status <- tryCatch(main(c(...)), finally = {
    sink(type = "message")
    sink()
    lapply(streams, close)
  })
  outcome <- list(status = status, out = readLines(files["out"]), err = readLines(files["err"]))
  unlink(files)
  outcome
}
