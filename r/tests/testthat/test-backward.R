test_that("each quantity has its name and shape, in every shape of network", {
  for (network in narrow_networks()) {
    n <- nrow(network$X)
    h <- ncol(network$wh)
    q <- ncol(network$wout)
    made <- do.call(forward, network[c("X", PARAMETERS)])
    deltas <- backward(network$y, made$output, made$hidden_layer_activations, network$wout)
    expect_identical(
      shapes_of(deltas),
      list(
        E = c(n, q),
        slope_output_layer = c(n, q),
        slope_hidden_layer = c(n, h),
        d_output = c(n, q),
        error_at_hidden_layer = c(n, h),
        d_hidden_layer = c(n, h)
      )
    )
  }
})

test_that("a worked example comes out", {
  y <- rbind(c(1, 0))
  output <- rbind(c(0.5, 0.75))
  deltas <- backward(y, output, rbind(c(0.5, 0.25, 1)), wout = rbind(c(1, 2), c(3, 4), c(5, 6)))
  expect_identical(deltas$E, rbind(c(0.5, -0.75)))
  expect_identical(deltas$slope_output_layer, rbind(c(0.25, 0.1875)))
  expect_identical(deltas$slope_hidden_layer, rbind(c(0.25, 0.1875, 0)))
  expect_identical(deltas$d_output, rbind(c(0.125, -0.140625)))
  expect_identical(deltas$error_at_hidden_layer, rbind(c(-0.15625, -0.1875, -0.21875)))
  expect_identical(deltas$d_hidden_layer, rbind(c(-0.15625 * 0.25, -0.1875 * 0.1875, 0)))
})

test_that("nothing moves where the output is right, or saturated", {
  a <- rbind(c(0.5, 0.25))
  wout <- cbind(c(1, 2))
  right <- backward(cbind(0.75), cbind(0.75), a, wout)
  expect_identical(right$d_output, cbind(0))
  expect_identical(right$d_hidden_layer, rbind(c(0, 0)))
  expect_identical(backward(cbind(0), cbind(1), a, wout)$d_output, cbind(0)) # wrong, but flat
})

test_that("the hidden slope is that of the activation that was asked for", {
  a <- rbind(c(0.5, 0.25))
  slopes <- lapply(hidden_activations, function(activation) {
    backward(cbind(1), cbind(0.5), a, cbind(c(1, 2)), hidden_activation = activation)$slope_hidden_layer
  })
  expect_identical(slopes, list(sigmoid = rbind(c(0.25, 0.1875)), tanh = rbind(c(0.75, 0.9375)), relu = rbind(c(1, 1))))
})

test_that("the deltas are minus the gradient of half the squared error", {
  # central differences in each weight: off by h^2 / 6 times a third derivative below 10, and by the rounding of an
  # error below 10 over h
  network <- ordinary_network()
  total_error <- function(network) {
    output <- do.call(forward, network[c("X", PARAMETERS)])$output
    half_squared_error(network$y, output) * length(network$y)
  }
  made <- do.call(forward, network[c("X", PARAMETERS)])
  deltas <- backward(network$y, made$output, made$hidden_layer_activations, network$wout)
  gradient <- list(
    wh = t(network$X) %*% deltas$d_hidden_layer,
    bh = column_sum_row(deltas$d_hidden_layer),
    wout = t(made$hidden_layer_activations) %*% deltas$d_output,
    bout = column_sum_row(deltas$d_output)
  )
  h <- 2^-17
  for (name in PARAMETERS) {
    for (i in seq_along(network[[name]])) {
      moved <- function(step) {
        network[[name]][i] <- network[[name]][i] + step
        total_error(network)
      }
      difference <- (moved(h) - moved(-h)) / (2 * h)
      expect_lte(abs(difference + gradient[[name]][i]), 2 * h^2 + 100 * U / h)
    }
  }
})
