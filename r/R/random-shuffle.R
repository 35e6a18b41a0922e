# The order of the samples from a seed.

#' The stream by which the samples are reordered, from some epoch on.
#'
#' @param shuffle_seed A whole number from 0 to 4294967295.
#' @param n_samples How many samples there are; an epoch takes as many numbers from the stream.
#' @param shuffled_epochs How many epochs have taken their numbers before.
#' @return The state of the generator, to be given to shuffle_rows.
#' @source nnref; so that a training that was stopped can go on as if it had not been.
#' @examples
#' once <- draw_uniform(uniform_stream(7), size = 3)
#' later <- shuffle_stream(7, n_samples = 3, shuffled_epochs = 1)
#' draw_uniform(later, 1)$values == draw_uniform(once$stream, 1)$values
#' @noRd
shuffle_stream <- function(shuffle_seed, n_samples, shuffled_epochs = 0) {
  stream <- uniform_stream(shuffle_seed)
  for (epoch in seq_len(shuffled_epochs)) {
    stream <- draw_uniform(stream, n_samples)$stream
  }
  stream
}

#' Reorder the samples: draw a number for each, then sort the samples by their numbers.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param stream The state of the generator, as uniform_stream or an earlier shuffle_rows returned it.
#' @return By name:
#'   \item{X}{The rows of X in the new order. Of samples with equal numbers the one that was first stays first.}
#'   \item{y}{The rows of y in the same order.}
#'   \item{stream}{The state after the draws.}
#' @source nnref; epoch e of a training reorders the rows as they were given, by draws (e - 1) n + 1 to e n.
#' @family random numbers
#' @examples
#' X <- y <- cbind(c(1, 2, 3))
#' shuffle_rows(X, y, uniform_stream(42))$X
#' @export
shuffle_rows <- function(X, y, stream) {
  drawn <- draw_uniform(stream, nrow(X))
  order <- order(drawn$values) # ties stay in order
  X <- X[order, , drop = FALSE]
  y <- y[order, , drop = FALSE]
  list(X = X, y = y, stream = drawn$stream)
}
