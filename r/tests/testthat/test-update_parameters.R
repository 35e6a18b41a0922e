test_that("parameters keep their names and shapes, in every shape of network", {
  for (network in narrow_networks()) {
    made <- update_once(network, learning_rate = 0.1)
    expect_identical(shapes_of(made[PARAMETERS]), shapes_of(network[PARAMETERS]))
  }
})

test_that("a worked example comes out", {
  updated <- update_parameters(
    X = rbind(c(1, 2), c(3, 4)),
    hidden_layer_activations = rbind(c(1, 0, 2), c(0, 1, 2)),
    d_hidden_layer = rbind(c(1, 2, 3), c(4, 5, 6)),
    d_output = cbind(c(1, 2)),
    wh = matrix(0, 2, 3),
    bh = rbind(c(10, 20, 30)),
    wout = cbind(c(1, 1, 1)),
    bout = cbind(5),
    learning_rate = 0.5
  )
  expect_identical(names(updated), PARAMETERS)
  expect_identical(updated$wh, rbind(c(13, 17, 21), c(18, 24, 30)) / 2)
  expect_identical(updated$bh, rbind(c(12.5, 23.5, 34.5)))
  expect_identical(updated$wout, cbind(c(1.5, 2, 4)))
  expect_identical(updated$bout, cbind(6.5))
})

test_that("the gradient is summed over the samples: each sample twice moves twice as far", {
  network <- ordinary_network()
  twice <- network
  twice$X <- rbind(network$X, network$X)
  twice$y <- rbind(network$y, network$y)
  once <- update_once(network, learning_rate = 0.5, arithmetic = "portable")
  both <- update_once(twice, learning_rate = 0.25, arithmetic = "portable")
  for (name in PARAMETERS) {
    # n + 2 terms in one, 2 n + 2 in the other; magnitudes of all values here are at most 1, and there are n samples
    bound <- 2 * gamma_of(2 * 5 + 2) * (1 + 5)
    expect_true(all(abs(once[[name]] - both[[name]]) <= bound), info = name)
  }
})

test_that("no delta, no change", {
  network <- ordinary_network()
  zero <- function(columns) matrix(0, 5, columns)
  updated <- update_parameters(
    network$X,
    zero(3),
    zero(3),
    zero(2),
    network$wh,
    network$bh,
    network$wout,
    network$bout,
    learning_rate = 0.1
  )
  expect_identical(updated, network[PARAMETERS])
})
