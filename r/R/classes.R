# From outputs to classes: what a network says a sample is, and how often it is right.

#' The class of each sample: the output that is largest, or for a single output whether it is above a half.
#'
#' @param output Outputs or targets, n_samples-by-n_outputs.
#' @return The class of each sample, n_samples-by-1: a whole number from 0; of equal outputs the first counts.
#' @source The log, "recognize handwritten digits".
#' @examples
#' predicted_class(rbind(c(0.1, 0.7, 0.2)))
#' @export
predicted_class <- function(output) {
  if (ncol(output) == 1) {
    return((output > 0.5) + 0)
  }
  matrix(max.col(output, ties.method = "first") - 1) # R counts from 1
}

#' How often each class was taken for each other.
#'
#' @param y Targets, n_samples-by-n_outputs, 1 for the class of the sample and 0 elsewhere.
#' @param output Output of the network, n_samples-by-n_outputs.
#' @return Counts: a row for each true class, a column for each predicted one.
#' @source The standard table of a classifier; its diagonal counts what is right.
#' @examples
#' confusion_matrix(y = cbind(c(1, 0, 1)), output = cbind(c(0.9, 0.2, 0.4)))
#' @export
confusion_matrix <- function(y, output) {
  classes <- seq_len(max(2, ncol(y))) - 1
  true <- factor(predicted_class(y), classes)
  predicted <- factor(predicted_class(output), classes)
  matrix(table(true, predicted) + 0, nrow = length(classes))
}
