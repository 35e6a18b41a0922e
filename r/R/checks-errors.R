# The errors that nnref raises: for input that it cannot use, and for a training that stops early.

#' An error in what the user gave: one line that says what, where, and what was expected.
#'
#' @param message The line, without the leading program name.
#' @return The error, to be raised.
#' @source nnref; the command prints it as `nnref: <message>` and ends with exit status 2.
#' @examples
#' conditionMessage(InputError("X.csv: no such file"))
#' @export
InputError <- function(message) {
  structure(class = c("InputError", "error", "condition"), list(message = message, call = NULL))
}

#' An error that ends a training early, with all that is needed to go on from the last whole epoch.
#'
#' @param message The line that says why, without the leading program name.
#' @param status The exit status of the command: 3 if the training diverged, 130 if it was interrupted.
#' @param epoch How many epochs were done when the parameters were these.
#' @param parameters Weights and biases by name, all finite.
#' @return The error, to be raised.
#' @source nnref; 130 is what a shell gives for an interrupted command.
#' @examples
#' StoppedError("interrupted", 130, 7, list())$epoch
#' @noRd
StoppedError <- function(message, status, epoch, parameters) {
  fields <- list(message = message, call = NULL, status = status, epoch = epoch, parameters = parameters)
  structure(class = c("StoppedError", "error", "condition"), fields)
}
