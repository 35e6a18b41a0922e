x <- rbind(c(-800, -36.8, -1, -2^-1074), c(0, 1, 40, 800))

test_that("the sigmoid goes from exactly 0 to exactly 1, through a half", {
  a <- sigmoid(x)
  expect_identical(dim(a), dim(x))
  expect_identical(a[1, 1], 0)
  expect_identical(a[2, c(1, 3, 4)], c(0.5, 1, 1))
  expect_true(all(diff(sort(x)) > 0) && !is.unsorted(sigmoid(sort(x))))
  expect_identical(sigmoid(cbind(c(-Inf, Inf))), cbind(c(0, 1)))
})

test_that("the sigmoid is 1 / (1 + exp(-x)), within its bound", {
  # e / (1 + e) and 1 / (1 + 1 / e), from digits of e
  expect_within_bound(compare_activation("output", cbind(0.7310585786300049), sigmoid(cbind(1)), TRUE))
  expect_within_bound(compare_activation("output", cbind(0.2689414213699951), sigmoid(cbind(-1)), TRUE))
})

test_that("the hyperbolic tangent is odd and goes from -1 to 1", {
  a <- hyperbolic_tangent(x)
  expect_identical(dim(a), dim(x))
  expect_identical(a[1, 1], -1)
  expect_identical(a[2, c(1, 4)], c(0, 1))
  expect_identical(hyperbolic_tangent(-x), -a)
  expect_within_bound(compare_activation("tanh", cbind(0.7615941559557649), hyperbolic_tangent(cbind(1)), FALSE))
})

test_that("relu keeps what is positive and makes everything else 0", {
  expect_identical(relu(x), rbind(c(0, 0, 0, 0), c(0, 1, 40, 800)))
  expect_same_bits(relu(cbind(-0)), cbind(0))
  expect_error(relu(cbind(c(1, NaN))), "x: expected numbers, found NaN in row 2, column 1", class = "InputError")
})

test_that("each slope is the derivative, in terms of the activation", {
  expect_identical(derivatives_sigmoid(rbind(c(0, 0.25, 0.5, 1))), rbind(c(0, 0.1875, 0.25, 0)))
  expect_identical(derivatives_hyperbolic_tangent(rbind(c(-1, 0, 0.5, 1))), rbind(c(0, 1, 0.75, 0)))
  expect_identical(derivatives_relu(rbind(c(0, 2^-1074, 3))), rbind(c(0, 1, 1)))
  for (activation in hidden_activations) {
    at <- rbind(c(-1.5, -0.3, 0.2, 2))
    h <- 2^-20
    slope <- activation$slope(activation$activate(at, native))
    # the central difference is off by h^2 times the third derivative, and by the rounding of values below 2 over h
    difference <- (activation$activate(at + h, native) - activation$activate(at - h, native)) / (2 * h)
    expect_true(all(abs(slope - difference) < h^2 + 16 * U / h), info = activation$name)
  }
})

test_that("activations and slopes keep rows and columns", {
  for (activation in hidden_activations) {
    for (A in list(cbind(1:3 / 4), rbind(1:3 / 4), cbind(0.5))) {
      a <- activation$activate(A, native)
      expect_identical(dim(a), dim(A), info = activation$name)
      expect_identical(dim(activation$slope(a)), dim(A), info = activation$name)
    }
  }
})

test_that("each activation is found by its own name", {
  expect_identical(vapply(hidden_activations, `[[`, "", "name"), c(sigmoid = "sigmoid", tanh = "tanh", relu = "relu"))
  at_2 <- vapply(hidden_activations, function(activation) activation$activate(cbind(2), native), 0)
  expect_identical(at_2, c(sigmoid = sigmoid(cbind(2))[1], tanh = tanh(2), relu = 2))
})

test_that("an activation uses the exp of the arithmetic that it is given", {
  doubled <- replace(native, c("exp", "tanh"), list(function(A) 3 + 0 * A, function(A) 7 + 0 * A))
  expect_identical(sigmoid(cbind(1), doubled), cbind(0.25))
  expect_identical(hyperbolic_tangent(cbind(1), doubled), cbind(7))
})
