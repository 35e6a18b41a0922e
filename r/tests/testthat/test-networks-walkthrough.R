network <- ordinary_network()[c("X", "y", "wh", "wout")]

test_that("samples stand in columns inside, in rows outside", {
  made <- update_once(network, learning_rate = 0.1, network = "walkthrough")
  n <- 5L
  expect_identical(
    shapes_of(made),
    list(
      Z1 = c(3L, n),
      hidden_layer_activations = c(3L, n),
      Z2 = c(2L, n),
      output = c(2L, n),
      error_wrt_output = c(2L, n),
      output_wrt_Z2 = c(2L, n),
      Z2_wrt_wout = c(3L, n),
      error_wrt_wout = c(3L, 2L),
      Z2_wrt_hidden = c(3L, 2L),
      hidden_wrt_Z1 = c(3L, n),
      Z1_wrt_wh = c(4L, n),
      error_wrt_wh = c(4L, 3L),
      wh = c(4L, 3L),
      wout = c(3L, 2L)
    )
  )
  expect_identical(dim(choose_network("walkthrough")$predict(network$X, network[c("wh", "wout")])), c(5L, 2L))
})

test_that("without biases the article's first network is the same, within the bounds of the sums", {
  zero <- c(network, list(bh = matrix(0, 1, 3), bout = matrix(0, 1, 2)))
  other <- update_once(zero[c("X", "y", PARAMETERS)], learning_rate = 0.1, arithmetic = "portable")
  made <- update_once(network, learning_rate = 0.1, network = "walkthrough", arithmetic = "portable")
  # all magnitudes are at most 2 and there are at most 5 terms in a sum: some 30 roundings from the input to a weight
  for (name in c("wh", "wout")) {
    expect_true(all(abs(made[[name]] - other[[name]]) <= 2 * gamma_of(30) * 2 * 5), info = name)
  }
  expect_identical(dim(made$output), rev(dim(other$output)))
})

test_that("training repeats the batch", {
  once <- update_once(network, learning_rate = 0.1, network = "walkthrough")
  trained <- train_network(network, learning_rate = 0.1, epochs = 1, network = "walkthrough")
  expect_identical(trained[c("wh", "wout")], once[c("wh", "wout")])
  expect_identical(trained$output, choose_network("walkthrough")$predict(network$X, once[c("wh", "wout")]))
  expect_identical(trained$history[1, ], c(0, half_squared_error(network$y, t(once$output))))
})

test_that("the article's ten errors come out", {
  experiment <- read_experiment("walkthrough")
  settings <- experiment$settings
  trained <- train(
    experiment$X,
    experiment$y,
    experiment$parameters,
    settings$learning_rate,
    settings$epochs,
    record_every = 100,
    network = "walkthrough"
  )
  expect_identical(
    sprintf("%.5f", trained$history[1:10, 2]),
    c("0.11553", "0.11082", "0.10606", "0.09845", "0.08483", "0.06396", "0.04206", "0.02641", "0.01719", "0.01190")
  )
})

test_that("each activation has its slope, and shapes that do not fit are refused", {
  for (activation in hidden_activations) {
    made <- update_once(network, learning_rate = 0.1, network = "walkthrough", hidden_activation = activation)
    expect_identical(made$hidden_wrt_Z1, activation$slope(made$hidden_layer_activations))
  }
  spoilt <- replace(network, "wout", list(cbind(1)))
  expect_refused(
    train_network(spoilt, learning_rate = 0.1, epochs = 1, network = "walkthrough"),
    "wout: expected rows: 3 (the columns of wh), found 1"
  )
})
