# Random numbers from a seed, the same in both languages.

#' The beginning of the stream of random numbers that belongs to a seed.
#'
#' @param seed A whole number from 0 to 4294967295.
#' @return The state of the generator, to be given to draw_uniform.
#' @source The generator MT19937 of Matsumoto and Nishimura, begun by their function init_genrand.
#' @details It is R's own Mersenne-Twister, but begun as NumPy begins it, which `set.seed` does not do.
#' @seealso [draw_uniform()], which draws from it.
#' @family random numbers
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
#' @return By name:
#'   \item{values}{The numbers, each from 0 up to but not 1. Those that anybody else draws stay as they would have
#'   been.}
#'   \item{stream}{The state after them.}
#' @source NumPy's compatibility policy has frozen this stream. Two 32-bit words a and b of the generator make
#'   one value: (floor(a / 32) 2^26 + floor(b / 64)) / 2^53.
#' @family random numbers
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
