test_that("samples keep their targets when they are reordered, each epoch anew", {
  X <- cbind(1:20, 101:120) + 0
  y <- cbind(1:20 + 0)
  once <- shuffle_rows(X, y, uniform_stream(42))
  again <- shuffle_rows(X, y, once$stream)
  for (shuffled in list(once, again)) {
    expect_identical(shuffled$X, cbind(shuffled$y, shuffled$y + 100))
    expect_setequal(shuffled$y, y)
  }
  expect_false(identical(once$y, again$y))
  expect_identical(order(draw_uniform(uniform_stream(42), 20)$values), as.integer(once$y))
  expect_identical(shuffle_rows(cbind(7), cbind(1), uniform_stream(0))[c("X", "y")], list(X = cbind(7), y = cbind(1)))
})

test_that("training reorders only if it is told to, and never the samples of the caller", {
  network <- c(ordinary_network(), learning_rate = 0.1)
  plain <- train_network(network, epochs = 2, batch_size = 2)
  shuffled <- train_network(network, epochs = 2, batch_size = 2, shuffle_seed = 42)
  expect_false(identical(plain$wh, shuffled$wh))
  expect_identical(shuffled, train_network(network, epochs = 2, batch_size = 2, shuffle_seed = 42))
  expected <- ordinary_network()
  stream <- uniform_stream(42)
  for (epoch in 1:2) {
    rows <- shuffle_rows(network$X, network$y, stream)
    stream <- rows$stream
    for (batch in split_batches(rows$X, rows$y, 2)) {
      expected[c("X", "y")] <- batch
      expected[PARAMETERS] <- update_once(expected, learning_rate = 0.1)[PARAMETERS]
    }
  }
  expect_identical(shuffled[PARAMETERS], expected[PARAMETERS])
  expect_refused(
    train_network(network, epochs = 1, shuffle_seed = -1),
    "shuffle_seed: expected a whole number from 0 to 4294967295, found -1"
  )
})
