test_that("an InputError is an error of its own class that says one line and no call", {
  problem <- tryCatch(stop(InputError("X.csv: no such file")), InputError = identity)
  expect_s3_class(problem, c("InputError", "error", "condition"), exact = TRUE)
  expect_identical(conditionMessage(problem), "X.csv: no such file")
  expect_null(conditionCall(problem))
  expect_error(stop(InputError("once")), "^once$")
})
