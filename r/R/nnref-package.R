# The multi-layer perceptron of two well-known articles, the same in Python and in R.

#' The multi-layer perceptron of two well-known articles, the same in Python and in R.
#'
#' Begin with [train()], and with [read_experiment()] for something to train on. The network itself is three functions,
#' [forward()], [backward()] and [update_parameters()]: one line for each step of the article. [read_table()] takes a
#' table of your own, [check()] says what is right in a solution of your own, and [choose_network()] knows the other
#' networks of the articles.
#'
#' @details `vignette("nnref")` is the lesson, with R's half of it executed: the steps one by one, the fault that nobody
#' noticed, where R and Python differ, a table of your own, floating point, the other networks, and exercises.
#'
#' The package is also a command, the same as Python's `python -m nnref`: `Rscript r/train.R --help` from a checkout, and
#' after installing the file that `system.file("train.R", package = "nnref")` names.
#' @source "Understanding and coding Neural Networks From Scratch in Python and R" (2017, 2020), and a learning log on
#' neural networks in NumPy (2023).
#' @seealso [nnref-methods] for what can be asked of a training, [sigmoid()] and its family for the activations,
#' [half_squared_error()] and its family for the measures, [draw_uniform()] and its family for seeded numbers.
#' @examples
#' article <- read_experiment("article")
#' trained <- train(article$X, article$y, article$parameters, learning_rate = 0.1, epochs = 5000)
#' trained
#' plot(trained)
"_PACKAGE"
