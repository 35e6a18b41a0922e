# Which functions train and apply the network that an experiment names.

#' The functions of a network.
#'
#' @param network Name of the network, one of the table NETWORKS.
#' @return By name: train, train_batch and predict; the perceptron has predict alone. All take X, then y unless
#'   they predict, then the parameters in the order of the table NETWORKS.
#' @source nnref; the setting `network` of an experiment.
#' @examples
#' names(network_functions("perceptron"))
#' @noRd
network_functions <- function(network) {
  functions <- list(
    article = list(train = train, train_batch = train_batch, predict = predict_output),
    walkthrough = list(
      train = train_walkthrough,
      train_batch = walkthrough_batch,
      predict = predict_walkthrough
    ),
    single_layer = list(
      train = train_single_layer,
      train_batch = single_layer_batch,
      predict = predict_single_layer
    ),
    neuron = list(train = train_neuron, train_batch = neuron_batch, predict = predict_neuron),
    perceptron = list(predict = perceptron)
  )
  functions[[network]]
}

#' The input as the network takes it.
#'
#' @param X Input as it is stored, n_samples-by-n_features.
#' @param settings Settings of the experiment by name.
#' @return X divided by the setting divide_input_by; X itself if there is none.
#' @source nnref; so that images can be stored as whole numbers.
#' @examples
#' scale_input(rbind(c(8, 16)), list(divide_input_by = 16))
#' @noRd
scale_input <- function(X, settings) {
  divisor <- settings$divide_input_by
  if (is.null(divisor)) X else X / divisor
}

#' The argument that chooses the activation of the hidden layer.
#'
#' @param settings Settings of the experiment by name.
#' @return hidden_activation by name; nothing for a network without a hidden layer.
#' @source nnref; the table UNUSED_SETTINGS.
#' @examples
#' activation_choice(list())$hidden_activation$name
#' @noRd
activation_choice <- function(settings) {
  if ("hidden_activation" %in% UNUSED_SETTINGS[[network_of(settings)]]) {
    return(list())
  }
  name <- if (is.null(settings$hidden_activation)) "sigmoid" else settings$hidden_activation
  list(hidden_activation = hidden_activations[[name]])
}

#' The argument that chooses the error to record.
#'
#' @param settings Settings of the experiment by name.
#' @return error_measure by name; nothing for a network that has an error of its own.
#' @source nnref; the table UNUSED_SETTINGS.
#' @examples
#' names(measure_choice(list()))
#' @noRd
measure_choice <- function(settings) {
  if ("error_measure" %in% UNUSED_SETTINGS[[network_of(settings)]]) {
    return(list())
  }
  name <- if (is.null(settings$error_measure)) "half_squared_error" else settings$error_measure
  list(error_measure = error_measures[[name]])
}

#' The output of a network for any rows, as they are stored.
#'
#' @param X Input as it is stored, n_samples-by-n_features.
#' @param parameters The parameters of the network by name, and whatever else.
#' @param settings Settings of the experiment by name.
#' @param arithmetic The set of operations to compute with.
#' @return The output, n_samples-by-n_outputs.
#' @source nnref
#' @examples
#' predict_network(cbind(0), list(weights = cbind(2)), list(network = "single_layer"))
#' @noRd
predict_network <- function(X, parameters, settings, arithmetic = native) {
  network <- network_of(settings)
  predict <- network_functions(network)$predict
  own <- parameters[names(NETWORKS[[network]])]
  chosen <- c(list(arithmetic = arithmetic), activation_choice(settings))
  do.call(predict, c(list(scale_input(X, settings)), own, chosen))
}
