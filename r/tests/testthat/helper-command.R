# The command, r/train.R: its functions, and what it does with arguments
command <- new.env()
sys.source(system.file("train.R", package = "nnref"), command)

run_command <- function(...) {
  files <- c(out = tempfile(), err = tempfile())
  streams <- lapply(files, file, "w")
  sink(streams$out)
  sink(streams$err, type = "message")
  status <- tryCatch(command$main(c(...)), finally = {
    sink(type = "message")
    sink()
    lapply(streams, close)
  })
  outcome <- list(status = status, out = readLines(files["out"]), err = readLines(files["err"]))
  unlink(files)
  outcome
}
