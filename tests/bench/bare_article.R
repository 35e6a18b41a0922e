# The article's job as anybody would write it: bare_article.R FOLDER EPOCHS.
arguments <- commandArgs(trailingOnly = TRUE)
read <- function(name) {
  file <- file.path(arguments[1], paste0(name, ".csv"))
  unname(as.matrix(read.csv(file, header = FALSE, comment.char = "#")))
}
X <- read("X")
y <- read("y")
wh <- read("wh")
bh <- drop(read("bh"))
wout <- read("wout")
bout <- drop(read("bout"))
sigmoid <- function(x) 1 / (1 + exp(-x))
forward <- function(A, w, b) sigmoid(A %*% w + rep(b, each = nrow(A)))
for (epoch in seq_len(as.integer(arguments[2]))) {
  hidden <- forward(X, wh, bh)
  output <- forward(hidden, wout, bout)
  d_output <- (y - output) * (output * (1 - output))
  d_hidden <- (d_output %*% t(wout)) * (hidden * (1 - hidden))
  wout <- wout + t(hidden) %*% d_output * 0.1
  wh <- wh + t(X) %*% d_hidden * 0.1
  bout <- bout + colSums(d_output) * 0.1
  bh <- bh + colSums(d_hidden) * 0.1
}
cat(sprintf("%.8f", forward(forward(X, wh, bh), wout, bout)), sep = "\n")
