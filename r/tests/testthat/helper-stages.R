# The stored expectations, and what R makes of the stored inputs of each stage. tests/parity/stages.py does the same in Python.

PARAMETERS <- c("wh", "bh", "wout", "bout")

# Every named quantity by R's own functions, each from the values given for the steps before it
stage_by_stage <- function(v) {
  activation <- hidden_activations[[v$activation]]
  first <- forward(v$X, v$wh, v$bh, v$wout, v$bout, hidden_activation = activation)
  deltas <- backward(v$y, v$output, v$hidden_layer_activations, v$wout, hidden_activation = activation)
  updated <- update_parameters(
    v$X,
    v$hidden_layer_activations,
    v$d_hidden_layer,
    v$d_output,
    v$wh,
    v$bh,
    v$wout,
    v$bout,
    v$learning_rate
  )
  # backward makes d_hidden_layer from its own error_at_hidden_layer. If it is that product, to the last bit, then the
  # product with the given one is what R makes of it; if not, its own stands and will be found out.
  d_hidden_layer <- deltas$d_hidden_layer
  if (all(same_bits(d_hidden_layer, deltas$error_at_hidden_layer * deltas$slope_hidden_layer))) {
    d_hidden_layer <- v$error_at_hidden_layer * deltas$slope_hidden_layer
  }
  list(
    hidden_layer_input = first$hidden_layer_input,
    hidden_layer_activations = activation$activate(v$hidden_layer_input),
    output_layer_input = native$add_bias(native$dot(v$hidden_layer_activations, v$wout), v$bout),
    output = sigmoid(v$output_layer_input),
    E = deltas$E,
    slope_output_layer = deltas$slope_output_layer,
    slope_hidden_layer = deltas$slope_hidden_layer,
    d_output = deltas$d_output,
    error_at_hidden_layer = deltas$error_at_hidden_layer,
    d_hidden_layer = d_hidden_layer,
    new_wout = updated$wout,
    new_wh = updated$wh,
    new_bout = updated$bout,
    new_bh = updated$bh
  )
}

# The matrices of a folder by the names that the stages have: the updated parameters are new_wh and so on
read_stages <- function(folder) {
  files <- list.files(folder, pattern = "[.]csv$", full.names = TRUE)
  names <- sub("[.]csv$", "", basename(files))
  names[names %in% PARAMETERS] <- paste0("new_", names[names %in% PARAMETERS])
  stats::setNames(lapply(files, read_matrix), names)
}

# The inputs of a network: data, initial parameters, learning rate and activation
stored_network <- function(experiment) {
  stored <- read_experiment(experiment)
  activation <- stored$settings$hidden_activation
  c(
    matrices_of(stored),
    learning_rate = stored$settings$learning_rate,
    activation = if (is.null(activation)) "sigmoid" else activation
  )
}

# The inputs of an epoch: from the experiment's own files, the parameters from the epoch before it
network_before <- function(experiment, epoch) {
  network <- stored_network(experiment)
  if (epoch > 1) {
    folder <- file.path(experiment_folder(experiment), "expected", sprintf("epoch_%d", epoch - 1))
    network[PARAMETERS] <- read_stages(folder)[paste0("new_", PARAMETERS)]
  }
  network
}
