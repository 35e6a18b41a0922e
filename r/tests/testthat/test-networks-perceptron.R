X <- rbind(c(0, 1, 1), c(1, 0, 0), c(0, 0, 0))

test_that("the article's perceptron says 1 for (0, 1, 1) and 0 for nothing at all", {
  forms <- perceptron_forms(X, weights = cbind(c(2, 3, 4)), bias = cbind(-4.5))
  expect_identical(forms, list(plain = cbind(c(1, 1, 0)), weighted = cbind(c(1, 1, 0)), biased = cbind(c(1, 0, 0))))
})

test_that("exactly at the threshold it says 0", {
  expect_identical(weighted_sum(rbind(c(1, 1)), cbind(c(2, 3)), cbind(-5)), cbind(0))
  expect_identical(perceptron(rbind(c(1, 1)), cbind(c(2, 3)), cbind(-5)), cbind(0))
  expect_identical(perceptron(rbind(c(1, 1)), cbind(c(2, 3)), cbind(-5 + 2^-50)), cbind(1))
})
