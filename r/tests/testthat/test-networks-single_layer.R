X <- rbind(c(0, 0, 1), c(0, 1, 1), c(1, 0, 1), c(1, 1, 1))
y <- cbind(c(0, 0, 1, 1))
weights <- cbind(c(0.5, -0.25, 0.75))

test_that("a batch is the log's five lines", {
  made <- train_batch(X, y, list(weights = weights), 0.5, network = "single_layer")
  expect_identical(
    shapes_of(made),
    list(
      layer_output = c(4L, 1L),
      error = c(4L, 1L),
      adjustment = c(4L, 1L),
      weights = c(3L, 1L)
    )
  )
  expect_identical(made$layer_output, single_layer_forward(X, weights)$layer_output)
  expect_identical(made$error, y - made$layer_output)
  expect_identical(made$adjustment, made$error * (made$layer_output * (1 - made$layer_output)))
  # X holds zeros and ones: a weight moves by the sum of four terms and two roundings, each below 1
  exact <- weights + cbind(c(sum(made$adjustment[3:4]), sum(made$adjustment[c(2, 4)]), sum(made$adjustment))) * 0.5
  bound <- abs(weights) + 0.5 * cbind(c(1, 1, 1)) * sum(abs(made$adjustment))
  expect_true(all(abs(made$weights - exact) <= 2 * gamma_of(6) * bound))
})

train_layer <- function(y, weights, ...) {
  train(X, y, list(weights = weights), learning_rate = 1, network = "single_layer", ...)
}

test_that("training repeats it and records the mean absolute error", {
  once <- train_batch(X, y, list(weights = weights), 1, network = "single_layer")
  twice <- train_batch(X, y, once["weights"], 1, network = "single_layer")
  trained <- train_layer(y, weights, epochs = 2)
  expect_identical(trained$parameters$weights, twice$weights)
  expect_identical(unname(trained$output), single_layer_forward(X, trained$parameters$weights)$layer_output)
  output <- single_layer_forward(X, weights)$layer_output
  expect_identical(trained$history[[1, 2]], mean_absolute_error(y, output))
  other <- train_layer(y, weights, epochs = 0, error_measure = "half_squared_error")
  expect_identical(other$history[[1, 2]], half_squared_error(y, output))
})

test_that("several outputs are trained side by side, and shapes that do not fit refused", {
  both <- train_layer(cbind(y, 1 - y), cbind(weights, weights), epochs = 3, arithmetic = "portable")$parameters
  one <- train_layer(y, weights, epochs = 3, arithmetic = "portable")$parameters
  expect_same_bits(both$weights[, 1, drop = FALSE], one$weights)
  expect_refused(
    train_layer(y, weights[1:2, , drop = FALSE], epochs = 1),
    "weights: expected rows: 3 (the columns of X), found 2"
  )
})
