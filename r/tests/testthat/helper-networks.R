# A network of ordinary values, every size different, so that a transposed or recycled matrix cannot go unnoticed
ordinary_network <- function(n = 5, d = 4, h = 3, q = 2) {
  values <- function(rows, columns) matrix(sin(seq_len(rows * columns) * (rows + 2 * columns)), rows, columns)
  list(
    X = values(n, d),
    y = (values(n, q) > 0) + 0,
    wh = values(d, h),
    bh = values(1, h),
    wout = values(h, q),
    bout = values(1, q)
  )
}

# Networks of every shape that has lost a dimension in somebody's R code
narrow_networks <- function() {
  list(
    `one of everything` = ordinary_network(1, 1, 1, 1),
    `one sample` = ordinary_network(n = 1),
    `one feature` = ordinary_network(d = 1),
    `one hidden neuron` = ordinary_network(h = 1),
    `one output` = ordinary_network(q = 1),
    square = ordinary_network(3, 3, 3, 3),
    ordinary = ordinary_network()
  )
}

shapes_of <- function(matrices) {
  lapply(matrices, dim)
}

# A network's values as train and train_batch take them: its parameters under one name
given <- function(network) {
  own <- setdiff(names(network), c("X", "y", "learning_rate", "activation"))
  c(network[c("X", "y")], list(parameters = network[own]), network[names(network) == "learning_rate"])
}

# What a training gives, by name and without the names of its columns
train_network <- function(.values, ...) {
  trained <- do.call(train, c(given(.values), list(...)))
  c(trained$parameters, lapply(trained[c("output", "history")], unname))
}

update_once <- function(.values, ...) {
  do.call(train_batch, c(given(.values), list(...)))
}

# The matrices of an experiment by name
matrices_of <- function(experiment) {
  c(experiment[c("X", "y")], experiment$parameters)
}
