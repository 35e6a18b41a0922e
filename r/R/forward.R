# Forward propagation: steps 2 to 4 of the article.

#' Forward propagation: from the input to the output, layer by layer.
#'
#' @param X Input, n_samples-by-n_features.
#' @param wh Weights of the hidden layer, n_features-by-n_hidden.
#' @param bh Biases of the hidden layer, 1-by-n_hidden.
#' @param wout Weights of the output layer, n_hidden-by-n_outputs.
#' @param bout Biases of the output layer, 1-by-n_outputs.
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation The activation of the hidden layer; that of the output layer is the sigmoid.
#' @return By name:
#'   \item{hidden_layer_input}{The pre-activations of the hidden layer, n_samples-by-n_hidden.}
#'   \item{hidden_layer_activations}{Their activations, n_samples-by-n_hidden.}
#'   \item{output_layer_input}{The pre-activations of the output layer, n_samples-by-n_outputs.}
#'   \item{output}{Their sigmoid, which is what the network answers, n_samples-by-n_outputs.}
#' @source The article, steps 2 to 4.
#' @seealso [backward()], the way back; [train()], which goes both ways many times.
#' @family steps of an epoch
#' @examples
#' X <- rbind(c(1, 0))
#' forward(X, wh = cbind(c(0.5, 0.5)), bh = cbind(-0.5), wout = cbind(2), bout = cbind(-1))$output
#' @export
forward <- function(
  X,
  wh,
  bh,
  wout,
  bout,
  arithmetic = native,
  hidden_activation = hidden_activations$sigmoid
) {
  dot <- arithmetic$dot
  add_bias <- arithmetic$add_bias
  activate <- hidden_activation$activate

  # Step 2: linear transformation of the input
  hidden_layer_input <- add_bias(dot(X, wh), bh) # (n_samples, n_hidden)

  # Step 3: non-linear transformation
  hidden_layer_activations <- activate(hidden_layer_input, arithmetic) # (n_samples, n_hidden)

  # Step 4: the same two transformations in the output layer
  output_layer_input <- add_bias(dot(hidden_layer_activations, wout), bout) # (n_samples, n_outputs)
  output <- sigmoid(output_layer_input, arithmetic) # (n_samples, n_outputs)

  list(
    hidden_layer_input = hidden_layer_input,
    hidden_layer_activations = hidden_layer_activations,
    output_layer_input = output_layer_input,
    output = output
  )
}
