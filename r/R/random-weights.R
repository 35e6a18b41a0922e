# Initial weights from a seed.

#' Initial weights and biases from a seed: the first draws go to the first matrix, row by row, and so on.
#'
#' @param network Name of the network, one of the table NETWORKS, which has the order of its matrices.
#' @param n_features Columns of the input.
#' @param n_hidden Neurons of the hidden layer, if there is one.
#' @param n_outputs Columns of the output.
#' @param seed A whole number from 0 to 4294967295.
#' @param by_inputs Whether weights are uniform from -1 to 1, divided by the square root of how many inputs they
#'   add up, and biases 0.
#' @return The parameters of the network by name, their values uniform from 0 to 1 unless by_inputs is true.
#' @source The article, step 1; with seed 42 and its sizes these are the stored weights of experiment article. With
#'   by_inputs equation 1 of X. Glorot and Y. Bengio, Understanding the difficulty of training deep
#'   feedforward neural networks, 2010: sums of many inputs then stay where the sigmoid is not flat.
#' @seealso [train()], which takes the weights; [uniform_stream()], where they come from.
#' @family functions that train
#' @family random numbers
#' @examples
#' initialize_weights("article", n_features = 4, n_hidden = 3, n_outputs = 1, seed = 42)$bout
#' @export
initialize_weights <- function(network, n_features, n_hidden, n_outputs, seed, by_inputs = FALSE) {
  sizes <- c(`one bias` = 1, feature = n_features, `hidden neuron` = n_hidden, output = n_outputs)
  stream <- uniform_stream(seed)
  parameters <- list()
  for (name in names(NETWORKS[[network]])) {
    kinds <- NETWORKS[[network]][[name]]
    shape <- unname(sizes[kinds])
    drawn <- draw_uniform(stream, prod(shape))
    values <- matrix(drawn$values, shape[1], shape[2], byrow = TRUE)
    if (by_inputs) {
      values <- if (kinds[1] == "one bias") values * 0 else (2 * values - 1) / sqrt(shape[1])
    }
    parameters[[name]] <- values
    stream <- drawn$stream
  }
  parameters
}
