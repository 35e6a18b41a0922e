# Numbers from a seed, the same in both languages: initial weights, and the order of the samples.

#' The beginning of the stream of random numbers that belongs to a seed.
#'
#' @param seed A whole number from 0 to 4294967295.
#' @return The state of the generator, to be given to draw_uniform.
#' @source The generator MT19937 of Matsumoto and Nishimura, begun by their function init_genrand.
#' @details It is R's own Mersenne-Twister, but begun as NumPy begins it, which `set.seed` does not do.
#' @examples
#' draw_uniform(uniform_stream(42), size = 1)$values
#' @export
uniform_stream <- function(seed) {
  words <- numeric(624)
  words[1] <- seed
  for (i in 1:623) {
    # 1812433253 (w xor floor(w / 2^30)) + i, modulo 2^32; in halves, since a product may not reach 2^53
    w <- words[i]
    mixed <- w - w %% 4 + bitwXor(w %% 4, w %/% 2^30)
    high <- (1812433253 * (mixed %/% 2^16)) %% 2^16
    words[i + 1] <- (high * 2^16 + 1812433253 * (mixed %% 2^16) + i) %% 2^32
  }
  signed <- ifelse(words < 2^31, words, words - 2^32)
  signed[words == 2^31] <- NA # the integer with only its sign bit set is what R calls NA
  c(10403L, 624L, as.integer(signed)) # Mersenne-Twister, all of its words used up
}

#' The next random numbers of a stream: those of numpy.random.RandomState(seed).uniform().
#'
#' @param stream The state of the generator, as uniform_stream or an earlier draw_uniform returned it.
#' @param size How many numbers to draw.
#' @return By name: values, each from 0 up to but not 1; and stream, the state after them. The random numbers
#'   that anybody else draws stay as they would have been.
#' @source NumPy's compatibility policy has frozen this stream. Two 32-bit words a and b of the generator make
#'   one value: (floor(a / 32) 2^26 + floor(b / 64)) / 2^53.
#' @examples
#' draw_uniform(uniform_stream(42), size = 2)$values
#' @export
draw_uniform <- function(stream, size) {
  everywhere <- globalenv() # where R keeps its generator
  kinds <- RNGkind()
  before <- everywhere$.Random.seed
  on.exit({
    suppressWarnings(do.call(RNGkind, as.list(kinds))) # R warns of the kind that it used before 3.6
    if (is.null(before)) {
      rm(".Random.seed", envir = everywhere)
    } else {
      everywhere$.Random.seed <- before
    }
  })
  everywhere$.Random.seed <- stream
  words <- floor(stats::runif(2 * size) * 2^32) # a word of 0 comes as half a step above 0
  a <- words[2 * seq_len(size) - 1] # the 1st, 3rd, 5th, ...
  b <- words[2 * seq_len(size)]
  values <- (a %/% 32 * 2^26 + b %/% 64) / 2^53
  list(values = values, stream = everywhere$.Random.seed)
}

#' Initial weights and biases from a seed: the first draws go to the first matrix, row by row, and so on.
#'
#' @param network Name of the network, one of the table NETWORKS, which has the order of its matrices.
#' @param n_features Columns of the input.
#' @param n_hidden Neurons of the hidden layer, if there is one.
#' @param n_outputs Columns of the output.
#' @param seed A whole number from 0 to 4294967295.
#' @return The parameters of the network by name, their values uniform from 0 to 1.
#' @source The article, step 1; with seed 42 and its sizes these are the stored weights of experiment article.
#' @examples
#' initialize_weights("article", n_features = 4, n_hidden = 3, n_outputs = 1, seed = 42)$bout
#' @export
initialize_weights <- function(network, n_features, n_hidden, n_outputs, seed) {
  sizes <- c(`one bias` = 1, feature = n_features, `hidden neuron` = n_hidden, output = n_outputs)
  stream <- uniform_stream(seed)
  parameters <- list()
  for (name in names(NETWORKS[[network]])) {
    shape <- sizes[NETWORKS[[network]][[name]]]
    drawn <- draw_uniform(stream, prod(shape))
    parameters[[name]] <- matrix(drawn$values, shape[1], shape[2], byrow = TRUE)
    stream <- drawn$stream
  }
  parameters
}

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
#' @export
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
#' @return By name: X and y, their rows in the new order; and stream, the state after the draws. Of samples
#'   with equal numbers the one that was first stays first.
#' @source nnref; epoch e of a training reorders the rows as they were given, by draws (e - 1) n + 1 to e n.
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
