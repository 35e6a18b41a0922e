article <- read_experiment("article")
trained <- train(article$X, article$y, article$parameters, learning_rate = 0.1, epochs = 5000)

test_that("a training prints what was trained and how far it came", {
  expect_identical(
    utils::capture.output(print(trained)),
    c(
      paste("A network trained by nnref", VERSION),
      "3 samples, 4 features, 3 hidden neurons (sigmoid), 1 output",
      "5000 epochs, learning rate 0.1, full batch, native arithmetic",
      "error 0.11306133 before the first epoch, 0.00036702 after the last",
      "",
      "target  output",
      "1       0.98404724",
      "1       0.97455268",
      "0       0.03605637"
    )
  )
  expect_invisible(print(trained))
})

test_that("its summary tells the errors, how many are right, and the parameters", {
  lines <- utils::capture.output(print(summary(trained)))
  expect_true("3 of 3 samples right, 100.0 percent" %in% lines)
  expect_true("      5000    0.00036702" %in% lines)
  expect_true("wh (4 x 3)" %in% lines)
})

test_that("it predicts new rows, from a matrix or a data frame, and those of the training without any", {
  rows <- rbind(c(1, 0, 0, 1), c(0, 1, 0, 0))
  output <- predict(trained, rows)
  expect_identical(colnames(output), "output")
  expect_identical(predict(trained, as.data.frame(rows)), output)
  expect_identical(predict(trained), trained$output)
  expect_refused(predict(trained, rows[, 1:3]), "X: expected columns: 4 (the features of the training), found 3")
})

test_that("it has coefficients and a picture", {
  expect_identical(coef(trained), trained$parameters)
  file <- tempfile(fileext = ".png")
  plot(trained, file)
  expect_gt(file.size(file), 3000)
  grDevices::pdf(NULL)
  expect_invisible(plot(trained))
  grDevices::dev.off()
  blobs <- read_experiment("blobs")
  rows <- 1:50
  two <- train(blobs$X[rows, ], blobs$y[rows, , drop = FALSE], blobs$parameters, 0.1, 1, network = "walkthrough")
  expect_length(training_panels(two), 2)
})
