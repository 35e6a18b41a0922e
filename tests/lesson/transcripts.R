# Runs R expressions on the quantities of the first epoch and writes down what R printed.
# Rscript transcripts.R R_FOLDER OUT EXPRESSIONS FIXTURE_FOLDER; a line of EXPRESSIONS is a target or -, a space, the code.

arguments <- commandArgs(trailingOnly = TRUE)
for (file in list.files(arguments[1], full.names = TRUE)) {
  sys.source(file, environment())
}
experiment <- read_experiment(folder = arguments[4])
quantities <- c(experiment[c("X", "y")], experiment$parameters)
trained <- train_batch(experiment$X, experiment$y, experiment$parameters, experiment$settings$learning_rate)
updated <- c("wh", "bh", "wout", "bout")
quantities[setdiff(names(trained), updated)] <- trained[setdiff(names(trained), updated)]
quantities[paste0("new_", updated)] <- trained[updated]
quantities$values <- as.vector(t(quantities$X))
quantities$learning_rate <- experiment$settings$learning_rate
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
