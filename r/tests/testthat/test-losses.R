test_that("half the squared error is averaged over samples and outputs", {
  y <- rbind(c(1, 0), c(0, 1))
  expect_identical(half_squared_error(y, y), 0)
  expect_identical(half_squared_error(y, y - rbind(c(1, 2), c(3, 4))), (1 + 4 + 9 + 16) / 8)
  expect_identical(half_squared_error(cbind(1), cbind(0.5)), 0.125)
})

test_that("the absolute error is averaged over samples and outputs", {
  y <- rbind(c(1, 0), c(0, 1))
  expect_identical(mean_absolute_error(y, y), 0)
  expect_identical(mean_absolute_error(y, y - rbind(c(1, -2), c(3, -4))), 2.5)
})

test_that("binary cross-entropy is log(2) where the network knows nothing, and averaged", {
  zero <- matrix(0, 3, 2)
  y <- rbind(c(1, 0), c(0, 1), c(0.5, 0.25))
  # the log is less than an ULP off, and so are its sum over 6 values and the division
  expect_within_bound(compare_sum("bce", cbind(log(2)), cbind(binary_cross_entropy(y, zero)), 8, cbind(log(2)), 0))
})

test_that("binary cross-entropy stays finite and exact where the output is saturated", {
  expect_identical(binary_cross_entropy(cbind(0), cbind(49.8)), 49.8) # the log's example: from the output, infinite
  expect_identical(binary_cross_entropy(cbind(1), cbind(-1000)), 1000)
  expect_identical(binary_cross_entropy(cbind(1), cbind(1000)), 0)
  expect_identical(binary_cross_entropy(cbind(0), cbind(-1000)), 0)
  expect_identical(binary_cross_entropy(cbind(0), cbind(1e300)), 1e300)
  # exp(-40) is lost in 1 + exp(-40); log1p keeps it
  expect_within_bound(
    compare_sum("bce", cbind(exp(-40)), cbind(binary_cross_entropy(cbind(1), cbind(40))), 8, cbind(exp(-40)), 0)
  )
})

test_that("errors too large for a double are infinite, not an error", {
  expect_identical(half_squared_error(cbind(0), cbind(1e200)), Inf)
  expect_identical(mean_absolute_error(cbind(c(0, 0)), cbind(c(1e308, 1e308))), Inf)
})

test_that("error measures are found by their names, and use the mean that they are given", {
  expect_identical(names(error_measures), c("half_squared_error", "mean_absolute_error"))
  expect_identical(error_measures$mean_absolute_error(cbind(0), cbind(0.5)), 0.5)
  expect_identical(error_measures$half_squared_error(cbind(0), cbind(0.5)), 0.125)
  sums <- replace(native, "mean", list(sum))
  expect_identical(half_squared_error(cbind(c(2, 4)), cbind(c(0, 0)), sums), 10)
  expect_identical(mean_absolute_error(cbind(c(2, 4)), cbind(c(0, 0)), sums), 6)
  expect_identical(binary_cross_entropy(cbind(c(0, 0)), cbind(c(100, 200)), sums), 300)
})

test_that("the class is the largest output, the first of equal ones, counted from 0", {
  expect_identical(predicted_class(rbind(c(0.1, 0.7, 0.2), c(0.4, 0.4, 0.2), c(0, 0, 1))), cbind(c(1, 0, 2)))
  expect_identical(predicted_class(rbind(c(0.5, 0.5 + 2^-50))), cbind(1)) # near is not equal
})

test_that("a single output is class 1 above a half", {
  expect_identical(predicted_class(cbind(c(0, 0.5, 0.5 + 2^-53, 1))), cbind(c(0, 0, 1, 1)))
})

test_that("the confusion matrix has the truth in rows and the prediction in columns, all classes in both", {
  expect_identical(
    confusion_matrix(cbind(c(1, 0, 1, 1)), cbind(c(0.9, 0.2, 0.4, 0.3))),
    rbind(c(1, 0), c(2, 1))
  )
  y <- diag(3)[c(1, 2, 2), ]
  output <- diag(3)[c(1, 1, 2), ]
  expect_identical(confusion_matrix(y, output), rbind(c(1, 0, 0), c(1, 1, 0), c(0, 0, 0)))
  expect_identical(confusion_matrix(cbind(1), cbind(1)), rbind(c(0, 0), c(0, 1)))
})
