# Which functions train and apply the network that an experiment names.

#' The functions of a network.
#'
#' @param network Name of the network, one of the table NETWORKS.
#' @return By name: train, train_batch and predict; the perceptron has predict alone. All take X, then y unless
#'   they predict, then the parameters in the order of the table NETWORKS.
#' @source nnref; the setting `network` of an experiment.
#' @examples
#' names(network_functions("perceptron"))
#' @export
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
