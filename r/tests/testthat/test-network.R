test_that("every network is a record with its functions and its parameters in their order", {
  for (name in names(NETWORKS)) {
    network <- choose_network(name)
    expect_s3_class(network, "nnref_network")
    expect_identical(network$name, name)
    expect_identical(network$parameters, NETWORKS[[name]])
    expect_identical(is.null(network$backward), name == "perceptron")
    expect_identical(is.null(network$update), name == "perceptron")
    expect_identical(is.null(network$hidden_activation), !name %in% c("article", "walkthrough"))
  }
  expect_setequal(names(networks), names(NETWORKS))
})

test_that("names become what they stand for, and what they stand for is taken as it is", {
  network <- choose_network("walkthrough", "portable", "tanh", "mean_absolute_error")
  expect_identical(network$arithmetic, portable)
  expect_identical(network$hidden_activation, hidden_activations$tanh)
  same <- choose_network("walkthrough", portable, hidden_activations$tanh, mean_absolute_error)
  data <- ordinary_network()
  expect_identical(same$error(data$X, data$y, data), network$error(data$X, data$y, data))
  expect_identical(choose_network(network), network)
})

test_that("a name that there is not is refused with those that there are, and the nearest", {
  expect_refused(
    choose_network("walktrough"),
    paste(
      "network: expected one of article, walkthrough, single_layer, neuron, perceptron,",
      "found 'walktrough'; did you mean walkthrough?"
    )
  )
  expect_refused(
    choose_network("article", "portabel"),
    "arithmetic: expected one of native, portable, found 'portabel'; did you mean portable?"
  )
  expect_refused(
    choose_network("article", hidden_activation = "step"),
    "hidden_activation: expected one of sigmoid, tanh, relu, found 'step'"
  )
  expect_refused(
    choose_network(1),
    "network: expected one of article, walkthrough, single_layer, neuron, perceptron, found no name"
  )
})

test_that("each network has an error of its own, if nothing else is asked for", {
  X <- cbind(c(0, 1))
  y <- cbind(c(0, 0))
  single <- choose_network("single_layer")
  expect_identical(single$error(X, y, list(weights = cbind(0))), 0.5)
  single <- choose_network("single_layer", error_measure = "half_squared_error")
  expect_identical(single$error(X, y, list(weights = cbind(0))), 0.125)
  expect_identical(choose_network("neuron")$error(X, y, list(w = cbind(0), b = cbind(49.8))), 49.8)
})

test_that("a machine that rounds results twice cannot be portable", {
  choose <- choose_network
  environment(choose) <- list2env(list(rounds_once = function() FALSE), parent = environment(choose_network))
  line <- "arithmetic: expected native, since this machine rounds results twice, found portable"
  expect_error(choose("article", "portable"), line, class = "InputError")
  expect_identical(choose("article")$arithmetic$name, "native")
})
