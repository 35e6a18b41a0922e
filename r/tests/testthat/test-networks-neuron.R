X <- cbind(100)
w <- cbind(0.5)
b <- cbind(-0.2)

test_that("the log's neuron is saturated, and its infinite loss finite", {
  values <- neuron_forward(X, w, b)
  expect_identical(values$z, cbind(49.8))
  expect_identical(values$output, cbind(1))
  expect_identical(binary_cross_entropy(cbind(0), values$z), 49.8)
})

test_that("the gradient is that of the cross-entropy, summed over the samples", {
  gradients <- neuron_backward(rbind(c(1, 2), c(3, 4)), cbind(c(0, 1)), cbind(c(0.5, 0.75)))
  expect_identical(gradients, list(dw = cbind(c(0.5 - 0.75, 1 - 1)), db = cbind(0.25)))
})

test_that("a step goes against the gradient", {
  expect_identical(gradient_step(w, cbind(0.25), alpha = 2), cbind(0))
})

test_that("a batch holds every quantity, and training repeats it", {
  parameters <- list(w = w, b = b)
  made <- train_batch(X, cbind(0), parameters, 0.01, network = "neuron")
  expect_identical(names(made), c("z", "output", "dw", "db", "w", "b"))
  expect_identical(made[c("w", "b")], list(w = cbind(0.5 - 0.01 * 100), b = cbind(-0.2 - 0.01)))
  trained <- train(X, cbind(0), parameters, learning_rate = 0.01, epochs = 1, network = "neuron")
  expect_identical(trained$parameters, made[c("w", "b")])
  expect_identical(unname(trained$output), neuron_forward(X, made$w, made$b)$output)
  expect_identical(trained$history[1, ], c(epoch = 0, error = 49.8))
})

test_that("shapes that do not fit are refused", {
  expect_refused(
    train(X, cbind(0), list(w = rbind(1, 2), b = b), 0.1, 1, network = "neuron"),
    "w: expected rows: 1 (the columns of X), found 2"
  )
})
