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
