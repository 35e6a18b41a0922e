test_that("each quantity has its name and shape, in every shape of network", {
  for (network in narrow_networks()) {
    n <- nrow(network$X)
    h <- ncol(network$wh)
    q <- ncol(network$wout)
    made <- do.call(forward, network[c("X", PARAMETERS)])
    expect_identical(
      shapes_of(made),
      list(
        hidden_layer_input = c(n, h),
        hidden_layer_activations = c(n, h),
        output_layer_input = c(n, q),
        output = c(n, q)
      )
    )
  }
})

test_that("a worked example comes out", {
  X <- rbind(c(1, 0), c(0, 2))
  made <- forward(X, wh = rbind(c(1, 2), c(3, 4)), bh = rbind(c(10, -2)), wout = cbind(c(2, -4)), bout = cbind(0))
  expect_identical(made$hidden_layer_input, rbind(c(11, 0), c(16, 6)))
  expect_same_bits(made$hidden_layer_activations, sigmoid(made$hidden_layer_input))
  expect_same_bits(made$output, sigmoid(made$output_layer_input))
  expect_equal(made$output_layer_input[1, 1], 2 * sigmoid(11) - 4 * 0.5, tolerance = 0)
})

test_that("a bias belongs to a neuron, not to a sample", {
  network <- ordinary_network(3, 4, 3, 3)
  network$wh[] <- 0
  network$wout[] <- 0
  made <- do.call(forward, network[c("X", PARAMETERS)])
  for (sample in 1:3) {
    expect_identical(made$hidden_layer_input[sample, ], network$bh[1, ])
    expect_identical(made$output_layer_input[sample, ], network$bout[1, ])
  }
})

test_that("the samples do not touch each other", {
  network <- ordinary_network()[c("X", PARAMETERS)]
  whole <- do.call(forward, c(network, arithmetic = list(portable)))
  for (i in seq_len(nrow(network$X))) {
    one <- replace(network, "X", list(network$X[i, , drop = FALSE]))
    expect_same_bits(do.call(forward, c(one, arithmetic = list(portable)))$output, whole$output[i, , drop = FALSE])
  }
})

test_that("the output of a saturated network is exactly 0 or 1", {
  one <- cbind(1)
  expect_identical(forward(one, one, one, cbind(1000), one)$output, one)
  expect_identical(forward(one, one, one, cbind(-1000), one)$output, cbind(0))
})

test_that("the hidden layer has the activation that was asked for, the output layer the sigmoid", {
  network <- ordinary_network()
  for (activation in hidden_activations) {
    made <- do.call(forward, c(network[c("X", PARAMETERS)], hidden_activation = list(activation)))
    expect_same_bits(made$hidden_layer_activations, activation$activate(made$hidden_layer_input, native))
    expect_same_bits(made$output, sigmoid(made$output_layer_input))
  }
})
