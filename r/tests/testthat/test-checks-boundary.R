# The package's door, in R alone.

refused <- function(value, says) expect_error(as_matrix(value, "X"), says, class = "InputError", fixed = TRUE)

test_that("what holds a matrix of numbers is taken as doubles without names", {
  doubles <- rbind(c(1, 0), c(2, 1))
  expect_identical(as_matrix(rbind(c(1L, 0L), c(2L, 1L)), "X"), doubles)
  expect_identical(as_matrix(data.frame(a = 1:2, b = c(FALSE, TRUE)), "X"), doubles)
  expect_identical(as_matrix(matrix(c(1, 2, 0, 1), 2, dimnames = list(NULL, c("a", "b"))), "X"), doubles)
  expect_identical(as_matrix(structure(doubles, class = c("mine", "matrix")), "X"), doubles)
})

test_that("what does not is refused with what to write instead", {
  refused(1:3, "X: expected a matrix, found a vector of 3; write as.matrix(X) for a column, t(X) for a row")
  refused(factor("a"), "X: expected a matrix of numbers, found factor")
  refused(cbind("1"), "X: expected a matrix of numbers, found text")
  refused(cbind(1i), "X: expected a matrix of numbers, found complex numbers")
  refused(NULL, "X: expected a matrix of numbers, found NULL")
  refused(list(1), "X: expected a matrix of numbers, found list")
  refused(array(1, c(1, 1, 1)), "X: expected a matrix, found 3 dimensions")
  refused(matrix(0, 0, 2), "X: expected at least one row and one column")
  refused(rbind(c(1, 2), c(3, NA)), "X: expected finite numbers, found NaN or an infinity in row 2, column 2")
  refused(data.frame(a = 1, kind = factor("x")), "X: column 'kind': expected numbers, found factor")
})

test_that("shapes must fit each other", {
  given <- list(X = diag(2), wh = matrix(1, 3, 1))
  says <- "wh: expected rows: 2 (the columns of X), found 3"
  expect_error(take_arguments(given, list()), says, class = "InputError", fixed = TRUE)
  expect_error(
    take_arguments(list(bh = cbind(c(1, 2))), list()),
    "one bias for each hidden neuron",
    class = "InputError"
  )
})

test_that("names become what they stand for, and parameters are all there", {
  taken <- take_arguments(list(arithmetic = "portable", learning_rate = matrix(0.5)), list(arithmetic = arithmetics))
  expect_identical(taken, list(arithmetic = portable, learning_rate = 0.5))
  expect_error(take_parameters(list(w = 1), "neuron"), "parameters: expected w, b, found no b", class = "InputError")
  expect_error(take_parameters(1, "neuron"), "by name$", class = "InputError")
})

test_that("a checked function has the arguments of the bare one, and the bare one computes", {
  expect_identical(formals(checked(forward, list())), formals(forward))
  expect_identical(checked(sigmoid, list())(cbind(0L)), cbind(0.5))
})
