test_that("the stream of a seed is that of numpy.random.RandomState", {
  expect_same_bits(
    rbind(draw_uniform(uniform_stream(0), 3)$values),
    rbind(c(0x1.18fe1565f12a8p-1, 0x1.6e2d4cf608733p-1, 0x1.349d66b6e894bp-1))
  )
  expect_same_bits(
    rbind(draw_uniform(uniform_stream(1), 3)$values),
    rbind(c(0x1.ab07d0ffa3c06p-2, 0x1.70ce5f3baf051p-1, 0x1.dfb906661c000p-14))
  )
  expect_same_bits(
    rbind(draw_uniform(uniform_stream(42), 3)$values),
    rbind(c(0x1.7f8771e5f51ecp-2, 0x1.e6c4068bbd654p-1, 0x1.76c7e8f1e6751p-1))
  )
  expect_same_bits(
    rbind(draw_uniform(uniform_stream(4294967295), 3)$values),
    rbind(c(0x1.8fe69a3924820p-4, 0x1.d323d824032b1p-1, 0x1.93fc6f61af3f9p-1))
  )
  expect_same_bits(rbind(draw_uniform(uniform_stream(7), 1000)$values[1000]), rbind(0x1.0d7f124c141e0p-6))
})

test_that("a stream goes on where it was left", {
  whole <- draw_uniform(uniform_stream(42), 700)$values
  first <- draw_uniform(uniform_stream(42), 350)
  second <- draw_uniform(first$stream, 350)
  expect_identical(c(first$values, second$values), whole)
  expect_length(draw_uniform(uniform_stream(42), 0)$values, 0)
})

test_that("values are from 0 up to but not 1", {
  values <- draw_uniform(uniform_stream(3), 5000)$values
  expect_true(all(values >= 0 & values < 1))
  expect_true(all(values * 2^53 == floor(values * 2^53)))
})

test_that("the random numbers of anybody else stay as they would have been", {
  kinds <- RNGkind()
  on.exit(suppressWarnings(do.call(RNGkind, as.list(kinds))))
  for (kind in c("Mersenne-Twister", "Wichmann-Hill")) {
    suppressWarnings(RNGkind(kind, "Box-Muller", "Rounding"))
    set.seed(5)
    before <- list(RNGkind(), .Random.seed)
    draw_uniform(uniform_stream(42), 10)
    expect_identical(list(RNGkind(), .Random.seed), before, info = kind)
  }
  rm(".Random.seed", envir = globalenv())
  before <- RNGkind()
  draw_uniform(uniform_stream(42), 10)
  expect_false(exists(".Random.seed", globalenv()))
  expect_identical(RNGkind(), before)
})

test_that("seed 42 gives the stored weights of the article", {
  stored <- read_experiment("article")$matrices[PARAMETERS]
  drawn <- initialize_weights("article", n_features = 4, n_hidden = 3, n_outputs = 1, seed = 42)
  expect_identical(names(drawn), PARAMETERS)
  for (name in PARAMETERS) {
    expect_same_bits(drawn[[name]], stored[[name]])
  }
})

test_that("each network gets its own matrices, from one draw after the other", {
  for (network in names(NETWORKS)) {
    drawn <- initialize_weights(network, 4, 3, 2, seed = 1)
    expect_identical(names(drawn), names(NETWORKS[[network]]))
    row_by_row <- unlist(lapply(drawn, t), use.names = FALSE)
    expect_identical(row_by_row, draw_uniform(uniform_stream(1), length(row_by_row))$values)
  }
  expect_identical(dim(initialize_weights("neuron", 4, 3, 1, seed = 1)$w), c(4L, 1L))
})

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
  plain <- do.call(train, c(network, epochs = 2, batch_size = 2))
  shuffled <- do.call(train, c(network, epochs = 2, batch_size = 2, shuffle_seed = 42))
  expect_false(identical(plain$wh, shuffled$wh))
  expect_identical(shuffled, do.call(train, c(network, epochs = 2, batch_size = 2, shuffle_seed = 42)))
  expected <- ordinary_network()
  stream <- uniform_stream(42)
  for (epoch in 1:2) {
    rows <- shuffle_rows(network$X, network$y, stream)
    stream <- rows$stream
    for (batch in split_batches(rows$X, rows$y, 2)) {
      expected[c("X", "y")] <- batch
      expected[PARAMETERS] <- do.call(train_batch, c(expected, learning_rate = 0.1))[PARAMETERS]
    }
  }
  expect_identical(shuffled[PARAMETERS], expected[PARAMETERS])
  expect_refused(
    do.call(train, c(network, epochs = 1, shuffle_seed = -1)),
    "shuffle_seed: expected a whole number from 0 to 4294967295, found -1"
  )
})
