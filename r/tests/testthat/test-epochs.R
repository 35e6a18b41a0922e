grow <- function(state) list(epoch = state$epoch + 1, parameters = list(w = state$parameters$w * 2^10))
size <- function(parameters) parameters$w[1, 1]
at <- function(power) list(epoch = 0, parameters = list(w = cbind(2^power)))

test_that("the error is recorded before the first epoch, on the way and after the last", {
  for (record_every in 1:5) {
    told <- new.env()
    on_record <- function(epoch, error, parameters) told$epochs <- c(told$epochs, epoch)
    done <- repeat_epochs(at(0), grow, size, epochs = 4, record_every = record_every, on_record = on_record)
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
    what_is_not_finite(list(a = cbind(1), b = cbind(c(0, -Inf)), c = cbind(NaN)), NaN),
    c("b", "c", "the error")
  )
  expect_identical(what_is_not_finite(list(a = cbind(-1e308)), 0), character())
})

test_that("a training that diverges stops, with the parameters of the last whole epoch that was finite", {
  # 2^1000, 2^1010, 2^1020, and then too large for a double
  for (record_every in c(1, 2, 5, 100)) {
    stopped <- expect_error(
      repeat_epochs(at(1000), grow, size, epochs = 50, record_every = record_every),
      "^diverged in epoch 3: w is not finite$",
      class = "StoppedError"
    )
    expect_identical(stopped[c("status", "epoch")], list(status = 3, epoch = 2))
    expect_identical(stopped$parameters, list(w = cbind(2^1020)))
  }
  stopped <- expect_error(
    repeat_epochs(at(0), grow, function(parameters) Inf, epochs = 5, record_every = 1),
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
  arguments <- c(network, list(learning_rate = 0.1, record_every = 2))
  stopped <- expect_error(
    do.call(train, c(arguments, epochs = 10, on_record = interrupt)),
    "^interrupted after 4 of 10 epochs$",
    class = "StoppedError"
  )
  expect_identical(stopped$status, 130)
  expect_identical(stopped$parameters, do.call(train, c(arguments, epochs = 4))[PARAMETERS])
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
      repeat_epochs(at(power), interrupted, size, epochs = 9, record_every = 2),
      sprintf("^interrupted after %d of 9 epochs$", epoch),
      class = "StoppedError"
    )
    expect_identical(stopped$parameters, list(w = cbind(2^(power + 10 * epoch))))
  }
})
