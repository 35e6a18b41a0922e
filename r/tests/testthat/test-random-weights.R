test_that("seed 42 gives the stored weights of the article", {
  stored <- matrices_of(read_experiment("article"))[PARAMETERS]
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

test_that("weights by inputs lie within one over the square root of their number, and biases are 0", {
  drawn <- initialize_weights("article", 9, 4, 2, seed = 7, by_inputs = TRUE)
  plain <- initialize_weights("article", 9, 4, 2, seed = 7)
  expect_identical(drawn$wh, (2 * plain$wh - 1) / 3)
  expect_identical(drawn$wout, (2 * plain$wout - 1) / 2)
  expect_identical(drawn$bh, matrix(0, 1, 4))
  expect_identical(drawn$bout, matrix(0, 1, 2))
})
