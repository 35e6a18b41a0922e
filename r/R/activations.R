# Activation functions, each beside its derivative written in terms of its own result.

#' Squash each value into the interval from 0 to 1: the logistic function.
#'
#' @param x Pre-activations, any matrix.
#' @param arithmetic The set of operations to compute with.
#' @return 1 / (1 + exp(-x)) of each value, shaped like x.
#' @source The article, step 3.
#' @seealso [forward()], which uses it in steps 3 and 4.
#' @family activations
#' @examples
#' sigmoid(rbind(c(0, 1000)))
#' @export
sigmoid <- function(x, arithmetic = native) {
  1 / (1 + arithmetic$exp(-x))
}

#' The derivative of the sigmoid, from the activation that the sigmoid returned.
#'
#' @param a Activations, any matrix of values from 0 to 1.
#' @return a times (1 - a) of each value, shaped like a.
#' @source The article, step 6, where a is called x.
#' @seealso [backward()], which uses it in step 6.
#' @family activations
#' @examples
#' derivatives_sigmoid(rbind(c(0.5, 1)))
#' @export
derivatives_sigmoid <- function(a) {
  a * (1 - a)
}

#' Squash each value into the interval from -1 to 1: the hyperbolic tangent.
#'
#' @param x Pre-activations, any matrix.
#' @param arithmetic The set of operations to compute with.
#' @return tanh(x) of each value, shaped like x.
#' @source The article, "What is an activation function?".
#' @family activations
#' @examples
#' hyperbolic_tangent(rbind(c(0, 1000)))
#' @export
hyperbolic_tangent <- function(x, arithmetic = native) {
  arithmetic$tanh(x)
}

#' The derivative of the hyperbolic tangent, from the activation that it returned.
#'
#' @param a Activations, any matrix of values from -1 to 1.
#' @return 1 - a times a of each value, shaped like a.
#' @source The derivative of tanh is 1 - tanh squared.
#' @family activations
#' @examples
#' derivatives_hyperbolic_tangent(rbind(c(0, 0.5, 1)))
#' @export
derivatives_hyperbolic_tangent <- function(a) {
  1 - a * a
}

#' Keep each positive value and set every other to 0: the rectified linear unit.
#'
#' @param x Pre-activations, any matrix.
#' @param arithmetic The set of operations to compute with; none of them is needed here.
#' @return The larger of x and 0 for each value, shaped like x.
#' @source The article, "What is an activation function?".
#' @family activations
#' @examples
#' relu(rbind(c(-2, 3)))
#' @export
relu <- function(x, arithmetic = native) {
  x[x <= 0] <- 0
  x
}

#' The derivative of the rectified linear unit, from the activation that it returned.
#'
#' @param a Activations, any matrix of values from 0 up.
#' @return 1 where a is positive, 0 where it is 0, shaped like a.
#' @source The slope at exactly 0 is taken as 0, as is usual.
#' @family activations
#' @examples
#' derivatives_relu(rbind(c(0, 3)))
#' @export
derivatives_relu <- function(a) {
  (a > 0) + 0
}

#' The activations to choose from for the hidden layer, by name.
#'
#' @format A named list; each entry has a `name`, the function `activate` and its derivative `slope`.
#' @noRd
hidden_activations <- list(
  sigmoid = list(name = "sigmoid", activate = sigmoid, slope = derivatives_sigmoid),
  tanh = list(name = "tanh", activate = hyperbolic_tangent, slope = derivatives_hyperbolic_tangent),
  relu = list(name = "relu", activate = relu, slope = derivatives_relu)
)
