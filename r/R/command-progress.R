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
  line <- sprintf("[%-30s] epoch %.0f of %.0f, error %s", bar, epoch, epochs, format_decimals(matrix(error)))
  if (epoch == 0) line else sprintf("%s, %.0f s left", line, round(seconds * (epochs - epoch) / epoch))
}

#' How often to record the error: at each report and each checkpoint, and often enough for what is seen of it.
#'
#' @param options Options by name, as read_options returns them.
#' @param settings Settings of the experiment by name.
#' @param watched Whether a bar shows how far the training is.
#' @return The numbers of epochs at whose multiples to record.
#' @source nnref; each record costs as much as a third of an epoch.
#' @examples
#' record_intervals(list(), list(epochs = 5000), watched = FALSE)
#' record_intervals(list(), list(epochs = 5000), watched = TRUE)
#' @noRd
record_intervals <- function(options, settings, watched) {
  epochs <- settings$epochs
  intervals <- if (is.null(settings$report_every)) max(1, epochs %/% 10) else settings$report_every
  drawn <- !is.null(options$save) || !is.null(options$plot)
  if (drawn || watched) {
    points <- if (drawn) 200 else 50 # enough for a smooth curve; for a bar that moves
    intervals <- c(intervals, max(1, epochs %/% points))
  }
  c(intervals, options$checkpoint_every)
}

#' Do what Ctrl-C may end, once: a second one is not to destroy what is saved after the first.
#'
#' @param work A function that does it.
#' @return What it returns.
#' @source nnref
#' @examples
#' allow_one_interrupt(function() 3)
#' @noRd
allow_one_interrupt <- function(work) {
  allowInterrupts(work()) # main has suspended them, and they are so again after the first
}

#' Do what Ctrl-C must not cut short.
#'
#' @param work A function that does it.
#' @return Nothing.
#' @source nnref; so that what took long to train is not lost in the moment in which it is saved.
#' @examples
#' hold_interrupts(function() print("saved"))
#' @noRd
hold_interrupts <- function(work) {
  suspendInterrupts(work())
  invisible()
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
