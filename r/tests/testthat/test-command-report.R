article <- read_experiment("article")

test_that("the article's first update is told step by step", {
  network <- choose_network("article")
  traced <- update_once(matrices_of(article), learning_rate = article$settings$learning_rate)
  expect_snapshot(cran = TRUE, {
    writeLines(heading_lines("experiment article", network, article$X, article$y, article$parameters, article$settings))
    writeLines(trace_lines(matrices_of(article), traced, network))
    writeLines(output_lines(article$y, traced$output))
  })
})

test_that("one is singular, all else plural", {
  expect_identical(count_text(1, "sample"), "1 sample")
  expect_identical(count_text(0, "sample"), "0 samples")
  expect_identical(count_text(1e9, "epoch"), "1000000000 epochs")
})

test_that("the heading says what is trained and how", {
  settings <- list(learning_rate = 0.25, epochs = 1, batch_size = 1, hidden_activation = "tanh")
  data <- ordinary_network()
  heading <- function(settings) {
    activation <- if (is.null(settings$hidden_activation)) "sigmoid" else settings$hidden_activation
    network <- choose_network("article", "portable", activation)
    heading_lines("fixture mine", network, data$X, data$y, data[PARAMETERS], settings)
  }
  lines <- heading(settings)
  expect_identical(
    lines,
    c(
      sprintf("nnref %s: fixture mine", VERSION),
      "5 samples, 4 features, 3 hidden neurons (tanh), 2 outputs",
      "1 epoch, learning rate 0.25, batches of 1 sample, portable arithmetic"
    )
  )
  settings$batch_size <- NULL
  settings$hidden_activation <- NULL
  expect_match(heading(settings)[2:3], "\\(sigmoid\\)|full batch")
})

test_that("errors stand in columns, large ones and infinite ones too", {
  expect_identical(error_line("epoch", "error"), "     epoch         error")
  expect_identical(error_line(500, 0.125), "       500    0.12500000")
  expect_identical(error_line(100000, 1e-12), "    100000    0.00000000")
  expect_identical(error_line(1e9, 0), "1000000000    0.00000000")
})

test_that("outputs stand beside their targets, up to ten rows", {
  expect_identical(output_lines(cbind(1), cbind(0.5)), c("target  output", "1       0.50000000"))
  expect_identical(
    output_lines(rbind(c(0.5, 1)), rbind(c(0.25, 1))),
    c("target                 output", "0.50000000 1.00000000  0.25000000 1.00000000")
  )
  lines <- output_lines(matrix(0, 12, 1), matrix(0.5, 12, 1))
  expect_length(lines, 12)
  expect_identical(lines[12], "... 2 more rows")
})

test_that("the errors of each network are told as its article tells them", {
  expect_identical(error_line(100, 0.110824, "walkthrough"), "Error at epoch 100 is 0.11082")
  expect_identical(error_line(9000, 0.125, "single_layer"), "Error at iteration 9000: 0.12500000")
  expect_identical(error_heading_lines("article"), c("", "     epoch         error"))
  expect_identical(error_heading_lines("walkthrough"), "")
})

test_that("the heading of another network names it", {
  experiment <- read_experiment("log")
  lines <- size_line(choose_network("single_layer"), experiment$X, experiment$y, experiment$parameters)
  expect_match(lines, "^single_layer network: 4 samples, 3 features, 1 output$")
  experiment <- read_experiment("perceptron")
  lines <- schedule_line(choose_network("perceptron"), experiment$settings)
  expect_identical(lines, "threshold 0, native arithmetic")
})

test_that("held-back samples are counted by class", {
  expect_identical(
    score_lines("Held back", cbind(c(1, 0, 1)), cbind(c(0.9, 0.2, 0.4)), character()),
    c(
      "Held back: 2 of 3 samples right, 66.7 percent",
      "true class in rows, predicted class in columns",
      "         0    1",
      "    0    1    0",
      "    1    1    1"
    )
  )
})

test_that("the perceptron's forms stand beside input and target", {
  X <- rbind(c(0, 1), c(1, 1))
  lines <- perceptron_lines(X, cbind(c(0, 1)), perceptron_forms(X, cbind(c(2, 3)), cbind(-4)))
  expect_identical(
    lines,
    c(
      "input  plain  weighted  biased  target",
      "0 1    1      1         0       0",
      "1 1    1      1         1       1"
    )
  )
})

test_that("predictions are one line for each row", {
  expect_identical(predicted_lines(rbind(c(0.5, 1), c(0, 0.25))), c("0.50000000,1.00000000", "0.00000000,0.25000000"))
})

test_that("classes are named where the target of a table is one", {
  expect_identical(class_lines("kind", character()), character())
  expect_identical(class_lines("kind", c("big", "small")), "target kind: 0 is big, 1 is small")
  expect_identical(class_lines("kind", c("a", "b", "c")), "target kind: a column each for a, b, c")
})
