X <- rbind(c(0, 0, 1), c(0, 1, 1), c(1, 0, 1), c(1, 1, 1))
y <- cbind(c(0, 0, 1, 1))
weights <- cbind(c(0.5, -0.25, 0.75))

test_that("a batch is the log's five lines", {
  made <- single_layer_batch(X, y, weights, learning_rate = 0.5)
  expect_identical(
    shapes_of(made),
    list(
      layer_output = c(4L, 1L),
      error = c(4L, 1L),
      adjustment = c(4L, 1L),
      weights = c(3L, 1L)
    )
  )
  expect_identical(made$layer_output, predict_single_layer(X, weights))
  expect_identical(made$error, y - made$layer_output)
  expect_identical(made$adjustment, made$error * (made$layer_output * (1 - made$layer_output)))
  # X holds zeros and ones: a weight moves by the sum of four terms and two roundings, each below 1
  exact <- weights + cbind(c(sum(made$adjustment[3:4]), sum(made$adjustment[c(2, 4)]), sum(made$adjustment))) * 0.5
  bound <- abs(weights) + 0.5 * cbind(c(1, 1, 1)) * sum(abs(made$adjustment))
  expect_true(all(abs(made$weights - exact) <= 2 * gamma_of(6) * bound))
})

test_that("training repeats it and records the mean absolute error", {
  once <- single_layer_batch(X, y, weights, learning_rate = 1)
  trained <- train_single_layer(X, y, weights, learning_rate = 1, epochs = 2)
  twice <- single_layer_batch(X, y, once$weights, learning_rate = 1)
  expect_identical(trained$weights, twice$weights)
  expect_identical(trained$output, predict_single_layer(X, trained$weights))
  expect_identical(trained$history[1, 2], mean_absolute_error(y, predict_single_layer(X, weights)))
  expect_identical(
    train_single_layer(X, y, weights, 1, 0, error_measure = half_squared_error)$history[1, 2],
    half_squared_error(y, predict_single_layer(X, weights))
  )
})

test_that("several outputs are trained side by side, and shapes that do not fit refused", {
  both <- train_single_layer(X, cbind(y, 1 - y), cbind(weights, weights), 1, 3, arithmetic = portable)
  one <- train_single_layer(X, y, weights, 1, 3, arithmetic = portable)
  expect_same_bits(both$weights[, 1, drop = FALSE], one$weights)
  expect_refused(
    train_single_layer(X, y, weights[1:2, , drop = FALSE], 1, 1),
    "weights: expected rows: 3 (the columns of X), found 2"
  )
})
