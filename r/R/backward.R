# Backward propagation: steps 5 to 9 of the article, the forward steps read in reverse.

#' Backward propagation: from the error of the output to the delta of each layer.
#'
#' @param y Targets, n_samples-by-n_outputs.
#' @param output Output of the network, n_samples-by-n_outputs.
#' @param hidden_layer_activations Activations of the hidden layer, n_samples-by-n_hidden.
#' @param wout Weights of the output layer that made the output, n_hidden-by-n_outputs; not yet updated.
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation The activation of the hidden layer; that of the output layer is the sigmoid.
#' @return By name:
#'   \item{E}{How far each output is from its target, n_samples-by-n_outputs.}
#'   \item{slope_output_layer}{The slope of each output, n_samples-by-n_outputs.}
#'   \item{slope_hidden_layer}{The slope of each hidden activation, n_samples-by-n_hidden.}
#'   \item{d_output}{The delta of the output layer, n_samples-by-n_outputs.}
#'   \item{error_at_hidden_layer}{The share of each hidden neuron in that delta, n_samples-by-n_hidden.}
#'   \item{d_hidden_layer}{The delta of the hidden layer, n_samples-by-n_hidden.}
#' @source The article, steps 5 to 9. E is minus the gradient of half the squared error.
#' @seealso [forward()], the way here; [update_parameters()], what comes next.
#' @family steps of an epoch
#' @examples
#' half <- cbind(0.5)
#' backward(y = cbind(1), output = half, hidden_layer_activations = half, wout = half)$d_output
#' @export
backward <- function(
  y,
  output,
  hidden_layer_activations,
  wout,
  arithmetic = native,
  hidden_activation = hidden_activations$sigmoid
) {
  # Step 5: how far each output is from its target
  E <- y - output # (n_samples, n_outputs)

  # Step 6: slope of each activation, from the activation itself
  slope_output_layer <- derivatives_sigmoid(output) # (n_samples, n_outputs)
  slope_hidden_layer <- hidden_activation$slope(hidden_layer_activations) # (n_samples, n_hidden)

  # Step 7: delta of the output layer
  d_output <- E * slope_output_layer # (n_samples, n_outputs)

  # Step 8: each hidden neuron's share of that delta, sent back along the output weights
  error_at_hidden_layer <- arithmetic$dot_a_bt(d_output, wout) # (n_samples, n_hidden)

  # Step 9: delta of the hidden layer
  d_hidden_layer <- error_at_hidden_layer * slope_hidden_layer # (n_samples, n_hidden)

  list(
    E = E,
    slope_output_layer = slope_output_layer,
    slope_hidden_layer = slope_hidden_layer,
    d_output = d_output,
    error_at_hidden_layer = error_at_hidden_layer,
    d_hidden_layer = d_hidden_layer
  )
}
