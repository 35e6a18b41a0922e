# The one error that nnref raises for input that it cannot use.

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
