# The article's R listing, computed as it was published: a bias for each sample instead of each neuron.

# Its biases: n_samples rows, filled down the columns by recycling.
published_biases <- function(matrices) {
  n_samples <- nrow(matrices$X)
  list(
    bh = matrix(rep(matrices$bh, n_samples), nrow = n_samples, byrow = FALSE),
    bout = matrix(rep(matrices$bout, n_samples), nrow = n_samples, byrow = FALSE)
  )
}

# One pass of its loop, in its order, with its names where they differ only in spelling.
published_epoch <- function(X, y, parameters, learning_rate) {
  wh <- parameters$wh
  bh <- parameters$bh
  wout <- parameters$wout
  bout <- parameters$bout

  # Step 2: linear transformation of the input
  hidden_layer_input <- X %*% wh + bh # (n_samples, n_hidden)

  # Step 3: non-linear transformation
  hidden_layer_activations <- sigmoid(hidden_layer_input) # (n_samples, n_hidden)

  # Step 4: the same two transformations in the output layer
  output_layer_input <- hidden_layer_activations %*% wout + bout # (n_samples, n_outputs)
  output <- sigmoid(output_layer_input) # (n_samples, n_outputs)

  # Step 5: how far each output is from its target
  E <- y - output # (n_samples, n_outputs)

  # Step 6: slope of each activation, from the activation itself
  slope_output_layer <- derivatives_sigmoid(output) # (n_samples, n_outputs)
  slope_hidden_layer <- derivatives_sigmoid(hidden_layer_activations) # (n_samples, n_hidden)

  # Step 7: delta of the output layer
  d_output <- E * slope_output_layer # (n_samples, n_outputs)

  # Step 8: each hidden neuron's share of that delta, sent back along the output weights
  error_at_hidden_layer <- d_output %*% t(wout) # (n_samples, n_hidden)

  # Step 9: delta of the hidden layer
  d_hidden_layer <- error_at_hidden_layer * slope_hidden_layer # (n_samples, n_hidden)

  # Step 10: weights, from what came in through them and the delta they led to
  wout <- wout + (t(hidden_layer_activations) %*% d_output) * learning_rate # (n_hidden, n_outputs)
  wh <- wh + (t(X) %*% d_hidden_layer) * learning_rate # (n_features, n_hidden)

  # Step 11: biases, whose input is always 1
  bout <- bout + rowSums(d_output) * learning_rate # (n_samples, n_outputs)
  bh <- bh + rowSums(d_hidden_layer) * learning_rate # (n_samples, n_hidden)

  list(
    hidden_layer_input = hidden_layer_input,
    hidden_layer_activations = hidden_layer_activations,
    output_layer_input = output_layer_input,
    output = output,
    E = E,
    slope_output_layer = slope_output_layer,
    slope_hidden_layer = slope_hidden_layer,
    d_output = d_output,
    error_at_hidden_layer = error_at_hidden_layer,
    d_hidden_layer = d_hidden_layer,
    wh = wh,
    bh = bh,
    wout = wout,
    bout = bout
  )
}
