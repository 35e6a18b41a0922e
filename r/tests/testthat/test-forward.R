test_that("the output of a saturated network is exactly 0 or 1", {
  one <- cbind(1)
  expect_identical(forward(one, one, one, cbind(1000), one)$output, one)
  expect_identical(forward(one, one, one, cbind(-1000), one)$output, cbind(0))
})
