# A whole job done with another library: command.R LIBRARY FOLDER EPOCHS. Prints how many epochs it did.
arguments <- commandArgs(trailingOnly = TRUE)
source(file.path(
  dirname(sub(
    "^--file=",
    "",
    grep("^--file=", commandArgs(), value = TRUE)[1]
  )),
  "peers.R"
))
files <- file.path(
  arguments[2],
  paste0(c("X", "y", "wh", "bh", "wout", "bout"), ".csv")
)
files <- files[file.exists(files)]
matrices <- lapply(files, function(file) {
  unname(as.matrix(read.csv(file, header = FALSE, comment.char = "#")))
})
names(matrices) <- sub(".csv", "", basename(files), fixed = TRUE)
train <- trainers[[arguments[1]]](matrices$X, matrices$y, matrices[-(1:2)], 0.1)
cat(train(as.integer(arguments[3])), "epochs\n")
