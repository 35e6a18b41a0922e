# A network as a record: its name, the shapes of its parameters, and what trains and applies it.

#' A network: all that training, predicting, tracing and reporting need to know of it.
#'
#' @param name Name of the network, one of the table networks.
#' @param arithmetic The set of operations that its functions compute with.
#' @param hidden_activation The activation of its hidden layer; none if it has no hidden layer.
#' @param parameters The names of its parameters in order, and what their rows and columns stand for.
#' @param forward A function of X and the parameters that returns the values of forward propagation by name.
#' @param backward A function of X, y, these values and the parameters that returns the deltas by name; none
#'   if the network is not trained.
#' @param update A function of X, the values, the deltas, the parameters and the learning rate that returns
#'   the new parameters by name; none if the network is not trained.
#' @param predict A function of X and the parameters that returns the output, n_samples-by-n_outputs.
#' @param error A function of X, y and the parameters that returns the error to record, a number.
#' @return The network.
#' @source nnref; what differs between the networks of the two articles, and nothing else.
#' @examples
#' names(choose_network("article")$parameters)
#' @noRd
Network <- function(
  name,
  arithmetic,
  hidden_activation,
  parameters,
  forward,
  backward,
  update,
  predict,
  error
) {
  network <- list(
    name = name,
    arithmetic = arithmetic,
    hidden_activation = hidden_activation,
    parameters = parameters,
    forward = forward,
    backward = backward,
    update = update,
    predict = predict,
    error = error
  )
  structure(network, class = "nnref_network")
}

#' The network of the article's steps 0 to 11: one hidden layer, with biases.
#'
#' @param arithmetic The set of operations to compute with.
#' @param hidden_activation The activation of the hidden layer; that of the output layer is the sigmoid.
#' @param error_measure What to record: a function of y, output and arithmetic that returns a number; half the
#'   squared error if not given.
#' @return The network.
#' @source The article, steps 0 to 11.
#' @examples
#' article <- article_network(arithmetics$native, hidden_activations$sigmoid)
#' parameters <- list(wh = cbind(1), bh = cbind(-1), wout = cbind(0.5), bout = cbind(-0.25))
#' article$predict(cbind(1), parameters)
#' @noRd
article_network <- function(arithmetic, hidden_activation, error_measure = NULL) {
  measure <- if (is.null(error_measure)) half_squared_error else error_measure

  forward_propagation <- function(X, parameters) {
    wh <- parameters$wh
    bh <- parameters$bh
    wout <- parameters$wout
    bout <- parameters$bout
    forward(X, wh, bh, wout, bout, arithmetic, hidden_activation)
  }
  backward_propagation <- function(X, y, values, parameters) {
    output <- values$output
    hidden_layer_activations <- values$hidden_layer_activations
    backward(y, output, hidden_layer_activations, parameters$wout, arithmetic, hidden_activation)
  }
  update <- function(X, values, deltas, parameters, learning_rate) {
    update_parameters(
      X,
      values$hidden_layer_activations,
      deltas$d_hidden_layer,
      deltas$d_output,
      parameters$wh,
      parameters$bh,
      parameters$wout,
      parameters$bout,
      learning_rate,
      arithmetic
    )
  }
  predict <- function(X, parameters) {
    forward_propagation(X, parameters)$output
  }
  error <- function(X, y, parameters) {
    measure(y, predict(X, parameters), arithmetic)
  }

  Network(
    name = "article",
    arithmetic = arithmetic,
    hidden_activation = hidden_activation,
    parameters = NETWORKS$article,
    forward = forward_propagation,
    backward = backward_propagation,
    update = update,
    predict = predict,
    error = error
  )
}

networks <- list(article = article_network)

#' The network that these names stand for.
#'
#' @param network Name of the network, one of the table networks; or a network, which is what it is.
#' @param arithmetic Name of the set of operations to compute with: native or portable; or such a set.
#' @param hidden_activation Name of the activation of the hidden layer: sigmoid, tanh or relu; or an activation.
#' @param error_measure Name of what to record: half_squared_error or mean_absolute_error; or a function of y,
#'   output and arithmetic; the network's own if not given.
#' @return The network.
#' @section Errors:
#' InputError: If there is no such network, arithmetic, activation or measure, or if arithmetic cannot be
#' portable on this machine.
#' @source nnref; here, at the door, names become what they stand for.
#' @seealso [train()], which takes the network; [read_experiment()] for the weights to begin with.
#' @family functions that train
#' @examples
#' choose_network("article", hidden_activation = "tanh")$hidden_activation$name
#' @export
choose_network <- function(
  network = "article",
  arithmetic = "native",
  hidden_activation = "sigmoid",
  error_measure = NULL
) {
  if (inherits(network, "nnref_network")) {
    return(network)
  }
  make <- choose(network, networks[names(NETWORKS)], "network")
  chosen_arithmetic <- choose(arithmetic, arithmetics, "arithmetic")
  if (chosen_arithmetic$name == "portable" && !rounds_once()) {
    stop(InputError("arithmetic: expected native, since this machine rounds results twice, found portable"))
  }
  chosen_activation <- choose(hidden_activation, hidden_activations, "hidden_activation")
  chosen_measure <- if (!is.null(error_measure)) choose(error_measure, error_measures, "error_measure")
  make(chosen_arithmetic, chosen_activation, chosen_measure)
}
