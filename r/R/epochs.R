# The loop over the epochs: what is recorded on the way, and what ends it early.

#' What has become infinite, or not a number.
#'
#' @param parameters Weights and biases by name.
#' @param error The error that they give, a number.
#' @return The names of the parameters that hold such a value, then `the error` if it is one.
#' @source nnref
#' @examples
#' what_is_not_finite(list(w = cbind(1)), Inf)
#' @export
what_is_not_finite <- function(parameters, error) {
  values <- c(parameters, list(`the error` = error))
  names(values)[!vapply(values, function(value) all(is.finite(value)), NA)]
}

#' The first epoch after which something is not finite, found by doing the epochs once more.
#'
#' @param state The training when all was finite, as repeat_epochs takes it.
#' @param one_epoch A function of the state that returns the state one epoch later.
#' @param measure_error A function of the parameters that returns the error to record.
#' @return The error to be raised; it holds the parameters of the epoch before.
#' @source nnref
#' @examples
#' start <- list(epoch = 0, parameters = list(w = cbind(1e300)))
#' grow <- function(state) list(epoch = state$epoch + 1, parameters = list(w = state$parameters$w * 1e5))
#' find_divergence(start, grow, function(parameters) 0)$message
#' @export
find_divergence <- function(state, one_epoch, measure_error) {
  last <- state
  repeat {
    what <- what_is_not_finite(state$parameters, measure_error(state$parameters))
    if (length(what) > 0) {
      break
    }
    last <- state
    state <- one_epoch(state)
  }
  message <- sprintf("diverged in epoch %.0f: %s is not finite", state$epoch, what[1])
  StoppedError(message, 3, last$epoch, last$parameters)
}

#' Do one epoch after the other, and record the error before the first, on the way and after the last.
#'
#' @param state By name: epoch, the number of epochs done; parameters, by name themselves; and whatever else
#'   an epoch hands on to the next.
#' @param one_epoch A function of the state that returns the state one epoch later.
#' @param measure_error A function of the parameters that returns the error to record.
#' @param epochs The number of epochs at which to stop, a whole number.
#' @param record_every Record the error each so many epochs, a whole number.
#' @param on_record Called with epoch, error and the parameters by name, each time an error is recorded.
#' @return By name: the parameters after the last epoch, by name themselves; and the history, a row for each
#'   record: the number of epochs done, the error then.
#' @section Errors:
#' StoppedError: If the training is interrupted, or the parameters or the error are no longer finite;
#'   it holds the last finite parameters.
#' @source nnref
#' @examples
#' start <- list(epoch = 0, parameters = list(w = cbind(8)))
#' halve <- function(state) list(epoch = state$epoch + 1, parameters = list(w = state$parameters$w / 2))
#' size <- function(parameters) parameters$w[1, 1]
#' repeat_epochs(start, halve, size, epochs = 2, record_every = 1)$history
#' @export
repeat_epochs <- function(state, one_epoch, measure_error, epochs, record_every, on_record = NULL) {
  before <- options(matprod = "blas") # what is not finite is found below; R would look for it in each product
  on.exit(options(before))
  history <- list()
  recorded <- state
  tryCatch(
    repeat {
      epoch <- state$epoch
      is_last <- epoch == epochs
      if (epoch %% record_every == 0 || is_last) {
        error <- measure_error(state$parameters)
        # What is not finite stays so: to look now and then is enough, and costs the loop nothing
        if (length(what_is_not_finite(state$parameters, error)) > 0) {
          stop(find_divergence(recorded, one_epoch, measure_error))
        }
        history[[length(history) + 1]] <- c(epoch, error)
        if (!is.null(on_record)) {
          on_record(epoch, error, state$parameters)
        }
        recorded <- state
      }
      if (is_last) {
        break
      }
      state <- one_epoch(state) # at once, so that an interrupt leaves no half of an epoch
    },
    interrupt = function(condition) {
      last <- if (length(what_is_not_finite(state$parameters, 0)) > 0) recorded else state
      message <- sprintf("interrupted after %.0f of %.0f epochs", last$epoch, epochs)
      stop(StoppedError(message, 130, last$epoch, last$parameters))
    }
  )
  list(parameters = state$parameters, history = do.call(rbind, history))
}
