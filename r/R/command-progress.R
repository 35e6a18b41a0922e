# What is shown of a training while it runs, and how often.

#' How far a long training is.
#'
#' @param epoch The number of epochs done.
#' @param epochs The number of epochs to do.
#' @param error The error now.
#' @param seconds The time taken so far, in seconds.
#' @return The line, with a bar of 30 characters and, after the first epoch, the seconds left at the pace so far.
#' @source nnref
#' @examples
#' progress_line(2500, 5000, 0.125, 3)
#' @noRd
progress_line <- function(epoch, epochs, error, seconds) {
  bar <- strrep("#", (30 * epoch) %/% epochs) # %/% binds tighter than *
  line <- sprintf("[%-30s] epoch %d of %d, error %s", bar, epoch, epochs, format_decimals(matrix(error)))
  if (epoch == 0) line else sprintf("%s, %d s left", line, round(seconds * (epochs - epoch) / epoch))
}

#' How often to record the error: at each report and each checkpoint, and often enough for what is seen of it.
#'
#' @param options Options by name, as read_options returns them.
#' @param settings Settings of the experiment by name.
#' @param watched Whether a bar shows how far the training is.
#' @return The number of epochs from one record to the next.
#' @source nnref; each record costs as much as a third of an epoch.
#' @examples
#' record_interval(list(), list(epochs = 5000), watched = FALSE)
#' record_interval(list(), list(epochs = 5000), watched = TRUE)
#' @noRd
record_interval <- function(options, settings, watched) {
  epochs <- settings$epochs
  interval <- if (is.null(settings$report_every)) max(1, epochs %/% 10) else settings$report_every
  drawn <- !is.null(options$save) || !is.null(options$plot)
  if (drawn || watched) {
    points <- if (drawn) 200 else 50 # enough for a smooth curve; for a bar that moves
    interval <- finer_interval(interval, max(1, epochs %/% points))
  }
  common_interval(interval, if (is.null(options$checkpoint_every)) 0 else options$checkpoint_every)
}

#' The largest interval, not above the one wanted, at which the given one is met too.
#'
#' @param interval A number of epochs.
#' @param wanted The number of epochs that would be fine enough.
#' @return The largest divisor of interval that is not above wanted.
#' @source nnref
#' @examples
#' finer_interval(500, 30)
#' @noRd
finer_interval <- function(interval, wanted) {
  candidates <- seq_len(min(interval, wanted))
  max(candidates[interval %% candidates == 0])
}

#' The largest interval at which both are met: their greatest common divisor.
#'
#' @param interval A number of epochs.
#' @param other Another; 0 if there is none.
#' @return The number of epochs.
#' @source Euclid's algorithm.
#' @examples
#' common_interval(500, 300)
#' @noRd
common_interval <- function(interval, other) {
  if (other == 0) interval else common_interval(other, interval %% other)
}

#' Show a line on the terminal, in the place of the one that was shown before; nothing where there is no terminal.
#'
#' @param line The line; an empty one leaves nothing.
#' @return Nothing.
#' @source nnref; ECMA-48, "erase in line".
#' @examples
#' show_progress("half")
#' @noRd
show_progress <- function(line) {
  if (isatty(stderr())) {
    cat("\r\033[K", escape_controls(line), sep = "", file = stderr())
  }
}
