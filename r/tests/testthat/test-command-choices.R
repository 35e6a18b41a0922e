test_that("each network has its functions, which take its parameters in their order", {
  for (network in names(NETWORKS)) {
    functions <- network_functions(network)
    own <- names(NETWORKS[[network]])
    expect_identical(names(formals(functions$predict))[seq_along(own) + 1], own, info = network)
    if (network != "perceptron") {
      expect_identical(names(formals(functions$train))[seq_along(own) + 2], own, info = network)
      expect_identical(names(formals(functions$train_batch))[seq_along(own) + 2], own, info = network)
    }
  }
  expect_identical(names(network_functions("perceptron")), "predict")
})

test_that("the input is scaled where the experiment says so", {
  X <- rbind(c(8, 16))
  expect_identical(scale_input(X, list(divide_input_by = 16)), rbind(c(0.5, 1)))
  expect_identical(scale_input(X, list()), X)
})

test_that("choices are passed on to the networks that use them alone", {
  expect_identical(activation_choice(list(hidden_activation = "relu"))$hidden_activation$name, "relu")
  expect_identical(activation_choice(list())$hidden_activation$name, "sigmoid")
  expect_identical(activation_choice(list(network = "single_layer")), list())
  chosen <- measure_choice(list(error_measure = "mean_absolute_error"))
  expect_identical(chosen$error_measure(cbind(0), cbind(0.5)), 0.5)
  expect_identical(measure_choice(list())$error_measure(cbind(0), cbind(0.5)), 0.125)
  expect_identical(measure_choice(list(network = "neuron")), list())
})

test_that("every stored experiment can be applied to its rows, and trained for two epochs", {
  experiments <- basename(Filter(
    function(folder) file.exists(file.path(folder, "X.csv")),
    Sys.glob(
      file.path(experiments_folder(), "*")
    )
  ))
  expect_true(all(c("article", "walkthrough", "log", "neuron", "perceptron", "digits") %in% experiments))
  for (name in experiments) {
    experiment <- read_experiment(name)
    network <- network_of(experiment$settings)
    matrices <- experiment$matrices
    rows <- matrices$X[1:min(8, nrow(matrices$X)), , drop = FALSE]
    output <- predict_network(rows, matrices, experiment$settings)
    expect_identical(dim(output), c(nrow(rows), ncol(matrices$y)), info = name)
    if (network != "perceptron") {
      matrices$X <- scale_input(rows, experiment$settings)
      matrices$y <- matrices$y[seq_len(nrow(rows)), , drop = FALSE]
      arguments <- c(matrices, learning_rate = experiment$settings$learning_rate, epochs = 2)
      trained <- do.call(network_functions(network)$train, arguments)
      own <- names(NETWORKS[[network]])
      expect_identical(names(trained), c(own, "output", "history"), info = name)
      expect_identical(shapes_of(trained[own]), shapes_of(matrices[own]), info = name)
      expect_identical(trained$history[, 1], c(0, 1, 2), info = name)
    }
  }
})
