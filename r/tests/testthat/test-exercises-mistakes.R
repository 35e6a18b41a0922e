# The catalogue of mistakes in R alone.

test_that("each mistake has its words, and a place in a quantity that is judged", {
  catalogue <- read_catalogue()
  for (mistake in catalogue$mistakes) {
    expect_true(all(nzchar(c(mistake$kind, mistake$sentence, mistake$hint))))
    expect_gt(length(mistake$places), 0)
    expect_true(all(names(mistake$places) %in% names(catalogue$formulas)))
  }
  expect_gt(length(catalogue$mistakes), 100)
})

test_that("a formula is filled in, and what does not fit gives nothing", {
  catalogue <- read_catalogue()
  expect_identical(fill_formula(catalogue, "d_output", c(times = "+")), "E + slope_output_layer")
  expect_identical(
    fill_formula(catalogue, "slope_hidden_layer", character(), "tanh"),
    paste0(
      "derivatives_hyperbolic_tangent(hidden_layer_activations)"
    )
  )
  expect_null(evaluate_formula("E %*% E", list(E = matrix(0, 2, 3))))
  expect_null(evaluate_formula("no_such_quantity + 1", list()))
})

test_that("the training of the exercise is that of the package", {
  article <- read_experiment("article")
  trained <- train(article$X, article$y, article$parameters, 0.1, 3, batch_size = 2, record_every = 1)
  batches <- split_batches(article$X, article$y, 2)
  found <- practise(article$X, article$y, article$parameters, batches, 3, 0.1)
  expect_identical(found[c("wh", "bh", "wout", "bout")], trained$parameters[c("wh", "bh", "wout", "bout")])
  expect_identical(found$output, unname(trained$output))
  expect_equal(unname(found$history), unname(as.matrix(trained$history)), tolerance = 1e-12)
})

test_that("two mistakes at once are found, and one that is not known is not", {
  v <- exercise_cases()[[2]]
  catalogue <- read_catalogue()
  both <- v$wout - t(v$hidden_layer_activations) %*% v$d_output
  found <- find_mistakes(catalogue, "new_wout", list(v), list(both))
  expect_identical(found, list(c("learning rate missing, weights", "climbing instead of descending (E4)")))
  expect_identical(find_mistakes(catalogue, "E", list(v), list(v$y - 0.9 * v$output)), list())
})
