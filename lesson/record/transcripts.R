# Runs R expressions on the quantities of the first epoch and writes down what R printed.
# Rscript transcripts.R R_FOLDER OUT EXPRESSIONS WINDOW ARGUMENT ...; a line of EXPRESSIONS is a target or -, a space, the code.

arguments <- commandArgs(trailingOnly = TRUE)
for (file in list.files(arguments[1], full.names = TRUE)) {
  sys.source(file, environment())
}
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1]))
sys.source(file.path(here, "../live/session.R"), environment())
job <- prepare_job(read_options(arguments[-(1:4)]))
rate <- job$experiment$settings$learning_rate
quantities <- c(list(X = job$X, y = job$experiment$y), job$experiment$parameters)
sizes <- c(samples = nrow(job$X), features = ncol(job$X), hidden = ncol(quantities$wh))
for (size in names(sizes)) {
  for (last in rev(seq_len(sizes[[size]])[-seq_len(arguments[4])])) {
    quantities <- change_matrices(quantities, sprintf("%s-%d", size, last))
  }
}
updated <- c("wh", "bh", "wout", "bout")
trained <- train_batch(quantities$X, quantities$y, quantities[updated], rate)
quantities[setdiff(names(trained), updated)] <- trained[setdiff(names(trained), updated)]
quantities[paste0("new_", updated)] <- trained[updated]
quantities$values <- as.vector(t(quantities$X))
quantities$learning_rate <- rate
options(digits = 4, width = 60)

transcript <- function(line) {
  target <- sub(" .*", "", line)
  code <- sub("[^ ]* ", "", line)
  verdict <- "none"
  run <- function() {
    value <- eval(parse(text = code), quantities, globalenv())
    if (target != "-") {
      verdict <<- if (identical(value, quantities[[target]])) "right" else "wrong"
    }
    print(value)
  }
  printed <- utils::capture.output(tryCatch(
    withCallingHandlers(run(), warning = function(w) cat("Warning:", conditionMessage(w), "\n")),
    error = function(e) cat("Error:", conditionMessage(e), "\n")
  ))
  if (any(startsWith(printed, "Error:"))) {
    verdict <- "refused"
  }
  c(paste("@", verdict), printed)
}
write_lines(unlist(lapply(readLines(arguments[3]), transcript)), arguments[2])
