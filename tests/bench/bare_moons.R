# The job of the moons as anybody would write it: bare_moons.R FOLDER EPOCHS.
arguments <- commandArgs(trailingOnly = TRUE)
read <- function(name) {
  file <- file.path(arguments[1], paste0(name, ".csv"))
  unname(as.matrix(read.csv(file, header = FALSE, comment.char = "#")))
}
X <- read("X")
y <- read("y")
wh <- read("wh")
wout <- read("wout")
sigmoid <- function(x) 1 / (1 + exp(-x))
for (epoch in seq_len(as.integer(arguments[2]))) {
  hidden <- sigmoid(X %*% wh)
  output <- sigmoid(hidden %*% wout)
  d_output <- (y - output) * (output * (1 - output))
  d_hidden <- (d_output %*% t(wout)) * (hidden * (1 - hidden))
  wout <- wout + t(hidden) %*% d_output * 0.1
  wh <- wh + t(X) %*% d_hidden * 0.1
}
cat(sprintf("%.8f", sigmoid(sigmoid(X %*% wh) %*% wout)), sep = "\n")
