# One contender of R in a process of its own: worker.R NAME. Understands what worker.py does.
source(file.path(
  dirname(sub(
    "^--file=",
    "",
    grep("^--file=", commandArgs(), value = TRUE)[1]
  )),
  "peers.R"
))
contender <- commandArgs(trailingOnly = TRUE)[1]
sigmoid <- function(x) 1 / (1 + exp(-x))
forward <- function(A, w, b) sigmoid(A %*% w + rep(b, each = nrow(A)))

now <- new.env() # what is loaded, and its training
requests <- list(
  load = function(folder, n, d, h, q) {
    sizes <- as.integer(c(n, d, h, q))
    read <- function(name, rows, columns) {
      values <- readBin(
        file.path(folder, paste0(name, ".bin")),
        "double",
        rows * columns
      )
      matrix(values, rows, columns, byrow = TRUE)
    }
    parameters <- list(
      wh = read("wh", sizes[2], sizes[3]),
      bh = read("bh", 1, sizes[3]),
      wout = read("wout", sizes[3], sizes[4]),
      bout = read("bout", 1, sizes[4])
    )
    now$loaded <- list(
      X = read("X", sizes[1], sizes[2]),
      y = read("y", sizes[1], sizes[4])
    )
    now$train <- trainers[[contender]](
      now$loaded$X,
      now$loaded$y,
      parameters,
      0.01 / sizes[1]
    )
    "{}"
  },
  train = function(epochs) {
    start <- Sys.time()
    trained <- now$train(as.integer(epochs))
    seconds <- as.numeric(Sys.time() - start, units = "secs")
    sprintf(
      '{"seconds": %.9f, "epochs": %.0f}',
      seconds,
      if (is.list(trained)) as.integer(epochs) else trained
    )
  },
  output = function(epochs, file) {
    trained <- now$train(as.integer(epochs))
    if (is.list(trained)) {
      output <- forward(
        forward(now$loaded$X, trained$wh, trained$bh),
        trained$wout,
        trained$bout
      )
      writeBin(as.vector(t(output)), file)
    }
    sprintf('{"told": %s}', if (is.list(trained)) "true" else "false")
  },
  # R frees what is no longer used when it collects garbage, so it is made to collect at each allocation.
  # It leaves what has become old for a later time, so the least of some peaks is the true one
  memory = function() {
    now$train(1) # compiled by now
    peaks <- replicate(3, {
      before <- gc(reset = TRUE)
      gctorture(TRUE)
      now$train(2)
      gctorture(FALSE)
      gc()["Vcells", "max used"] - before["Vcells", "used"]
    })
    sprintf('{"bytes": %.0f}', min(peaks) * 8)
  }
)

input <- file("stdin", "r")
repeat {
  line <- readLines(input, 1)
  if (length(line) == 0) {
    break
  }
  words <- strsplit(line, " ", fixed = TRUE)[[1]]
  cat(do.call(requests[[words[1]]], as.list(words[-1])), "\n", sep = "")
}
