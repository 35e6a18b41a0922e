# The update: steps 10 and 11 of the article.

#' One step of gradient descent: move each weight and bias against its gradient.
#'
#' @param X Input, n_samples-by-n_features.
#' @param hidden_layer_activations Activations of the hidden layer, n_samples-by-n_hidden.
#' @param d_hidden_layer Delta of the hidden layer, n_samples-by-n_hidden.
#' @param d_output Delta of the output layer, n_samples-by-n_outputs.
#' @param wh Weights of the hidden layer, n_features-by-n_hidden.
#' @param bh Biases of the hidden layer, 1-by-n_hidden.
#' @param wout Weights of the output layer, n_hidden-by-n_outputs.
#' @param bout Biases of the output layer, 1-by-n_outputs.
#' @param learning_rate Factor on every gradient, a number.
#' @param arithmetic The set of operations to compute with.
#' @return By name:
#'   \item{wh}{The new weights of the hidden layer, n_features-by-n_hidden; the old ones stay as they were, here and
#'   below.}
#'   \item{bh}{The new biases of the hidden layer, 1-by-n_hidden.}
#'   \item{wout}{The new weights of the output layer, n_hidden-by-n_outputs.}
#'   \item{bout}{The new biases of the output layer, 1-by-n_outputs.}
#' @source The article, steps 10 and 11. The gradient is summed, not averaged, over the samples; the
#'   deltas carry its minus sign already, hence the plus.
#' @seealso [backward()], where the deltas come from; [train()], which does this in each epoch.
#' @family steps of an epoch
#' @examples
#' one <- cbind(1)
#' update_parameters(one, one, one, one, one, one, one, one, learning_rate = 0.5)$bout
#' @export
update_parameters <- function(
  X,
  hidden_layer_activations,
  d_hidden_layer,
  d_output,
  wh,
  bh,
  wout,
  bout,
  learning_rate,
  arithmetic = native
) {
  # Step 10: weights, from what came in through them and the delta they led to
  wout <- wout + arithmetic$dot_at_b(hidden_layer_activations, d_output) * learning_rate # (n_hidden, n_outputs)
  wh <- wh + arithmetic$dot_at_b(X, d_hidden_layer) * learning_rate # (n_features, n_hidden)

  # Step 11: biases, whose input is always 1
  bout <- bout + arithmetic$column_sums(d_output) * learning_rate # (1, n_outputs)
  bh <- bh + arithmetic$column_sums(d_hidden_layer) * learning_rate # (1, n_hidden)

  list(wh = wh, bh = bh, wout = wout, bout = bout)
}
