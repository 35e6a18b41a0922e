article <- read_experiment("article")

train_ordinary <- function(...) {
  train_network(ordinary_network(), learning_rate = 0.1, ...)
}

test_that("a batch is forward, backward and update, in the article's order", {
  network <- ordinary_network()
  made <- update_once(network, learning_rate = 0.1)
  expect_identical(names(made), c(STAGES[1:10], PARAMETERS))
  forwards <- do.call(forward, network[c("X", PARAMETERS)])
  expect_identical(made[1:4], forwards)
  # error_at_hidden_layer comes by wout as it was before its update
  deltas <- backward(network$y, forwards$output, forwards$hidden_layer_activations, network$wout)
  expect_identical(made[names(deltas)], deltas)
})

test_that("batches are consecutive rows in order, the last one smaller", {
  X <- matrix(1:10 + 0, 5)
  y <- cbind(1:5 + 0)
  batches <- split_batches(X, y, 2)
  expect_identical(lapply(batches, `[[`, "y"), list(cbind(c(1, 2)), cbind(c(3, 4)), cbind(5)))
  expect_identical(batches[[3]]$X, rbind(c(5, 10)))
  expect_length(split_batches(X, y, 1), 5)
  for (all_rows in list(NULL, 5, 6)) {
    expect_identical(split_batches(X, y, all_rows), list(list(X = X, y = y)))
  }
})

test_that("an epoch is one update for each batch, each from the parameters of the one before", {
  network <- ordinary_network()
  for (batch_size in 1:5) {
    expected <- network
    for (batch in split_batches(network$X, network$y, batch_size)) {
      expected[c("X", "y")] <- batch
      expected[PARAMETERS] <- update_once(expected, learning_rate = 0.1)[PARAMETERS]
    }
    expect_identical(train_ordinary(epochs = 1, batch_size = batch_size)[PARAMETERS], expected[PARAMETERS])
  }
})

test_that("no epochs change nothing, and the error is recorded all the same", {
  network <- ordinary_network()
  trained <- train_ordinary(epochs = 0)
  expect_identical(trained[PARAMETERS], network[PARAMETERS])
  expect_identical(trained$output, do.call(forward, network[c("X", PARAMETERS)])$output)
  expect_identical(trained$history, rbind(c(0, half_squared_error(network$y, trained$output))))
})

test_that("training in two parts gives the same bits as in one", {
  whole <- train_ordinary(epochs = 7)
  first <- train_ordinary(epochs = 3)
  network <- replace(ordinary_network(), PARAMETERS, first[PARAMETERS])
  second <- train_network(network, learning_rate = 0.1, epochs = 4)
  for (name in c(PARAMETERS, "output")) {
    expect_same_bits(second[[name]], whole[[name]])
  }
})

test_that("the history has a row for each record, the first before any update and the last after all", {
  epochs_recorded <- function(...) train_ordinary(...)$history[, 1]
  expect_identical(epochs_recorded(epochs = 5), c(0, 1, 2, 3, 4, 5))
  expect_identical(epochs_recorded(epochs = 25), c(seq(0, 24, 2), 25))
  expect_identical(epochs_recorded(epochs = 20), seq(0, 20, 2))
  expect_identical(epochs_recorded(epochs = 7, record_every = 3), c(0, 3, 6, 7))
  expect_identical(epochs_recorded(epochs = 6, record_every = 3), c(0, 3, 6))
  expect_identical(epochs_recorded(epochs = 2, record_every = 10), c(0, 2))
})

test_that("each record is told with the parameters of its moment", {
  told <- new.env()
  trained <- train_ordinary(epochs = 4, record_every = 2, on_record = function(epoch, error, parameters) {
    told$records <- c(told$records, list(list(epoch = epoch, error = error, parameters = parameters)))
  })
  expect_identical(t(vapply(told$records, function(one) c(one$epoch, one$error), c(0, 0))), trained$history)
  expect_identical(told$records[[1]]$parameters, ordinary_network()[PARAMETERS])
  expect_identical(told$records[[2]]$parameters, train_ordinary(epochs = 2)[PARAMETERS])
  expect_identical(told$records[[3]]$parameters, trained[PARAMETERS])
})

test_that("the error that is recorded is the one asked for", {
  y <- ordinary_network()$y
  trained <- train_ordinary(epochs = 3, error_measure = mean_absolute_error)
  expect_identical(trained$history[4, 2], mean_absolute_error(y, trained$output))
  seen <- train_ordinary(epochs = 0, error_measure = function(y, output, arithmetic) nchar(arithmetic$name))
  expect_identical(seen$history, rbind(c(0, 6)))
})

test_that("activation and arithmetic are those asked for", {
  for (activation in hidden_activations) {
    for (arithmetic in arithmetics) {
      trained <- train_ordinary(epochs = 1, arithmetic = arithmetic, hidden_activation = activation)
      expected <- update_once(ordinary_network(), 0.1, arithmetic = arithmetic, hidden_activation = activation)
      expect_identical(trained[PARAMETERS], expected[PARAMETERS])
    }
  }
})

test_that("the article's network learns, and can be applied to new rows", {
  trained <- train_network(matrices_of(article), learning_rate = 0.1, epochs = 5000)
  expect_false(is.unsorted(rev(trained$history[, 2]), strictly = TRUE))
  expect_identical(sprintf("%.8f", trained$output), c("0.98404724", "0.97455268", "0.03605637"))
  new_rows <- rbind(matrices_of(article)$X, c(0, 1, 0, 0))
  output <- do.call(forward, c(list(new_rows), trained[PARAMETERS]))$output
  expect_identical(dim(output), c(4L, 1L))
})

test_that("random numbers are left alone", {
  set.seed(1)
  before <- .Random.seed
  train_ordinary(epochs = 2)
  expect_identical(.Random.seed, before)
})

test_that("what makes no sense is refused before anything is trained", {
  told <- new.env()
  refused <- function(line, ...) {
    changed <- list(...)
    network <- ordinary_network()
    spoilt <- intersect(names(changed), names(network))
    network[spoilt] <- changed[spoilt]
    settings <- utils::modifyList(list(learning_rate = 0.1, epochs = 1), changed[setdiff(names(changed), spoilt)])
    settings$on_record <- function(...) told$trained <- TRUE
    expect_refused(do.call(train, c(given(network), settings)), line)
  }
  refused("learning_rate: expected a number above 0, found 0", learning_rate = 0)
  refused("epochs: expected a whole number from 0 to 1000000000000000, found 2.5", epochs = 2.5)
  refused("batch_size: expected a whole number from 1 to 1000000000, found 0", batch_size = 0)
  refused("report_every: expected a whole number from 1 to 1000000000000000, found -1", record_every = -1)
  refused("X: expected a matrix, found a vector of 3; write as.matrix(X) for a column, t(X) for a row", X = 1:3)
  refused("y: expected rows: 5 (the rows of X), found 4", y = matrix(0, 4, 2))
  refused("wh: expected finite numbers, found NaN or an infinity in row 1, column 1", wh = matrix(NaN, 4, 3))
  expect_null(told$trained)
})

# A network of one number w, which a function of a batch's rows and of w makes anew
toy_network <- function(move) {
  network <- choose_network("single_layer")
  network$parameters <- list(w = c("one bias", "one bias"))
  network$forward <- function(X, parameters) list()
  network$backward <- function(X, y, values, parameters) list()
  network$update <- function(X, values, deltas, parameters, learning_rate) list(w = move(X, parameters$w))
  network$predict <- function(X, parameters) X
  network$error <- function(X, y, parameters) parameters$w[1, 1]
  network
}

test_that("the loop itself knows nothing of the network", {
  one <- cbind(1)
  toy <- toy_network(function(X, w) w / 2)
  trained <- train(one, one, list(w = cbind(8)), 1, epochs = 2, network = toy)
  expect_identical(trained$parameters, list(w = cbind(2)))
  expect_identical(unname(trained$history), rbind(c(0, 8), c(1, 4), c(2, 2)))
  expect_identical(colnames(trained$history), c("epoch", "error"))
})

test_that("a shuffled training that diverges is followed by the same shuffles", {
  X <- cbind(c(1, 2, 3))
  seen <- new.env()
  toy <- toy_network(function(X, w) {
    seen$rows <- c(seen$rows, X[1, 1])
    w * 2^10
  })
  start <- list(w = cbind(2^970))
  expect_error(
    train(X, X, start, 1, 9, batch_size = 1, record_every = 4, network = toy, shuffle_seed = 1),
    "^diverged in epoch 2: w is not finite$",
    class = "StoppedError"
  )
  expect_identical(seen$rows[13:18], seen$rows[1:6]) # four epochs of three batches, then from the first again
})

test_that("the loop takes one shuffle after the other, and goes on where it is told", {
  X <- cbind(c(1, 2, 3))
  told <- new.env()
  toy <- toy_network(function(X, w) {
    told$seen <- c(told$seen, list(X[, 1]))
    w
  })
  start <- list(w = cbind(0))
  train(X, X, start, 1, epochs = 3, network = toy, shuffle_seed = 42)
  whole <- told$seen
  expect_identical(whole[1:2], list(c(1, 3, 2), c(3, 2, 1))) # by the draws 0.37, 0.95, 0.73 and 0.60, 0.16, 0.16
  told$seen <- NULL
  train(X, X, start, 1, epochs = 2, network = toy, shuffle_seed = 42, shuffled_epochs = 1)
  expect_identical(told$seen, whole[2:3])
})

test_that("a shuffled training in two parts gives the same bits as in one", {
  shuffled <- function(network, ...) train_network(network, learning_rate = 0.1, batch_size = 2, shuffle_seed = 3, ...)
  whole <- shuffled(ordinary_network(), epochs = 5)
  half <- shuffled(ordinary_network(), epochs = 2)
  network <- replace(ordinary_network(), PARAMETERS, half[PARAMETERS])
  rest <- shuffled(network, epochs = 3, shuffled_epochs = 2)
  for (name in PARAMETERS) {
    expect_same_bits(rest[[name]], whole[[name]])
  }
})

# ---- The loop over the epochs ----

grow <- function(state) list(epoch = state$epoch + 1, parameters = list(w = state$parameters$w * 2^10))
size <- function(parameters) parameters$w[1, 1]
at <- function(power) list(epoch = 0, parameters = list(w = cbind(2^power)))

test_that("the error is recorded before the first epoch, on the way and after the last", {
  for (record_every in 1:5) {
    told <- new.env()
    on_record <- function(epoch, error, parameters) told$epochs <- c(told$epochs, epoch)
    done <- repeat_epochs(at(0), grow, size, epochs = 4, intervals = record_every, on_record = on_record)
    epochs <- unique(c(seq(0, 4, record_every), 4))
    expect_identical(
      done,
      list(parameters = list(w = cbind(2^40)), history = cbind(epochs, 2^(10 * epochs), deparse.level = 0))
    )
    expect_identical(told$epochs, epochs)
  }
  expect_identical(repeat_epochs(at(3), grow, size, 0, 1)$history, rbind(c(0, 8)))
})

test_that("what is not finite is named in order", {
  expect_identical(
    find_not_finite(list(a = cbind(1), b = cbind(c(0, -Inf)), c = cbind(NaN)), NaN),
    c("b", "c", "the error")
  )
  expect_identical(find_not_finite(list(a = cbind(-1e308)), 0), character())
})

test_that("a training that diverges stops, with the parameters of the last whole epoch that was finite", {
  # 2^1000, 2^1010, 2^1020, and then too large for a double
  for (record_every in c(1, 2, 5, 100)) {
    stopped <- expect_error(
      repeat_epochs(at(1000), grow, size, epochs = 50, intervals = record_every),
      "^diverged in epoch 3: w is not finite$",
      class = "StoppedError"
    )
    expect_identical(stopped[c("status", "epoch")], list(status = 3, epoch = 2))
    expect_identical(stopped$parameters, list(w = cbind(2^1020)))
  }
  stopped <- expect_error(
    repeat_epochs(at(0), grow, function(parameters) Inf, epochs = 5, intervals = 1),
    "^diverged in epoch 0: the error is not finite$",
    class = "StoppedError"
  )
  expect_identical(stopped$epoch, 0)
})

test_that("a training that is interrupted stops after a whole epoch", {
  network <- ordinary_network()
  interrupt <- function(epoch, error, parameters) {
    if (epoch == 4) {
      signalCondition(structure(class = c("interrupt", "condition"), list(message = "", call = NULL)))
    }
  }
  train_ten <- function(...) train_network(network, learning_rate = 0.1, record_every = 2, ...)
  stopped <- expect_error(
    train_ten(epochs = 10, on_record = interrupt),
    "^interrupted after 4 of 10 epochs$",
    class = "StoppedError"
  )
  expect_identical(stopped$status, 130)
  expect_identical(stopped$parameters, train_ten(epochs = 4)[PARAMETERS])
})

test_that("an interrupt hands on nothing that is not finite", {
  # it may come after the training has diverged, and before that is looked for: then the last record counts
  interrupted <- function(state) {
    if (state$epoch == 3) {
      signalCondition(structure(class = c("interrupt", "condition"), list(message = "", call = NULL)))
    }
    grow(state)
  }
  for (power in c(0, 1000)) {
    epoch <- if (power == 0) 3 else 2
    stopped <- expect_error(
      repeat_epochs(at(power), interrupted, size, epochs = 9, intervals = 2),
      sprintf("^interrupted after %d of 9 epochs$", epoch),
      class = "StoppedError"
    )
    expect_identical(stopped$parameters, list(w = cbind(2^(power + 10 * epoch))))
  }
})
