# The bounds in R alone.

test_that("the bound of a right value covers its rounding errors, and no more", {
  case <- exercise_cases()[[2]]
  right <- case$hidden_layer_input
  bound <- written_bound("hidden_layer_input", case, right)
  backwards <- case$X[, 4:1] %*% case$wh[4:1, ] + rep(case$bh, each = 5)
  expect_true(all(abs(backwards - right) <= bound))
  expect_true(all(bound < 1e-13))
  expect_identical(activation_bound(cbind(c(0.5, 1, 2^-1000))), cbind(4 * 2^c(-53, -52, -1052)))
})

test_that("what is not finite has no bound", {
  expect_identical(activation_bound(cbind(c(Inf, NaN))), cbind(c(NaN, NaN)))
})
