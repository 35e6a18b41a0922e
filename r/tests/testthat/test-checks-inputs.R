test_that("settings that make sense are accepted", {
  for (value in list(1e-300, 0.1, 1L, 1e300)) {
    expect_error(check_setting("learning_rate", value), NA)
  }
  for (value in list(0, 5000L, 1e9)) {
    expect_error(check_setting("epochs", value), NA)
  }
  for (name in c("batch_size", "report_every")) {
    for (value in list(1, 7L, 1e9)) {
      expect_error(check_setting(name, value), NA)
    }
  }
  for (name in names(hidden_activations)) {
    expect_error(check_setting("hidden_activation", name), NA)
  }
  for (name in names(error_measures)) {
    expect_error(check_setting("error_measure", name), NA)
  }
})

test_that("settings that make no sense are refused", {
  refused <- function(name, value, found) {
    expect_refused(check_setting(name, value), sprintf("%s: expected %s, found %s", name, SETTINGS[[name]], found))
  }
  refused("learning_rate", 0, "0")
  refused("learning_rate", -0.1, "-0.1")
  refused("learning_rate", Inf, "Inf")
  refused("learning_rate", NaN, "NaN")
  refused("learning_rate", "fast", "fast")
  refused("epochs", -1, "-1")
  refused("epochs", 0.5, "0.5")
  refused("epochs", 2e15, "2e+15")
  refused("batch_size", 0, "0")
  refused("report_every", 0, "0")
  refused("epochs", NA, "NA")
  refused("epochs", TRUE, "TRUE")
  refused("hidden_activation", "softmax", "softmax")
  refused("hidden_activation", 1, "1")
  refused("error_measure", "binary_cross_entropy", "binary_cross_entropy")
})

test_that("a refusal calls the setting and its value as it is told to", {
  expect_refused(
    check_setting("epochs", -1, where = "--epochs", found = "'-1'"),
    "--epochs: expected a whole number from 0 to 1000000000000000, found '-1'"
  )
})

test_that("what is no matrix of finite numbers is refused", {
  expect_error(check_matrix(cbind(1), "X"), NA)
  expect_error(check_matrix(cbind(1:3), "X"), NA)
  for (A in list(1:3, "1", NULL, list(1), data.frame(a = 1), cbind("1"), cbind(TRUE), array(1, c(1, 1, 1)))) {
    expect_refused(check_matrix(A, "X"), "X: expected a matrix of numbers")
  }
  for (A in list(matrix(0, 0, 3), matrix(0, 3, 0))) {
    expect_refused(check_matrix(A, "X"), "X: expected at least one row and one column")
  }
  for (value in c(NA, NaN, Inf, -Inf)) {
    expect_refused(check_matrix(rbind(c(1, value)), "X"), "X: expected finite numbers, found NaN or an infinity")
  }
})

test_that("networks of every shape are accepted", {
  for (network in narrow_networks()) {
    expect_error(check_shapes(NETWORKS$article, network), NA)
  }
})

test_that("shapes that do not fit are refused, each with its reason", {
  refused <- function(name, shape, line) {
    network <- ordinary_network()
    network[[name]] <- matrix(0, shape[1], shape[2])
    expect_refused(check_shapes(NETWORKS$article, network), line)
    expect_refused(check_shapes(NETWORKS$article, network, "mine"), sub("^(\\w+)", "mine/\\1.csv", line))
  }
  refused("y", c(4, 2), "y: expected rows: 5 (the rows of X), found 4")
  refused("wh", c(3, 3), "wh: expected rows: 4 (the columns of X), found 3")
  refused("bh", c(5, 3), "bh: expected rows: 1 (one bias for each hidden neuron), found 5")
  refused("bh", c(1, 4), "bh: expected columns: 3 (the columns of wh), found 4")
  refused("wout", c(2, 2), "wout: expected rows: 3 (the columns of wh), found 2")
  refused("wout", c(3, 1), "wout: expected columns: 2 (the columns of y), found 1")
  refused("bout", c(5, 2), "bout: expected rows: 1 (one bias for each output), found 5")
  refused("bout", c(1, 3), "bout: expected columns: 2 (the columns of y), found 3")
})

test_that("a network and its unused settings are known", {
  expect_identical(network_of(list(epochs = 1)), "article")
  expect_identical(network_of(list(network = "log")), "log")
  expect_error(check_used("walkthrough", "hidden_activation", "--hidden-activation"), NA)
  expect_refused(
    check_used("neuron", "error_measure", "--error-measure"),
    "--error-measure: the neuron network has no use for it"
  )
  expect_refused(
    check_shapes(NETWORKS$neuron, list(X = cbind(1), y = cbind(1), w = cbind(1), b = cbind(c(1, 2)))),
    "b: expected rows: 1 (one bias for each output), found 2"
  )
})

test_that("a wrong value is shown as one text, whatever it is", {
  expected <- "epochs: expected a whole number from 0 to 1000000000000000, found"
  expect_refused(check_setting("epochs", c(1, 2)), paste(expected, "1 2"))
  expect_refused(check_setting("epochs", NULL), paste(expected, "NULL"))
  expect_refused(
    check_setting("hidden_activation", c("tanh", "relu")),
    "hidden_activation: expected one of sigmoid, tanh, relu, found tanh relu"
  )
})
