test_that("an InputError is an error of its own class that says one line and no call", {
  problem <- tryCatch(stop(InputError("X.csv: no such file")), InputError = identity)
  expect_s3_class(problem, c("InputError", "error", "condition"), exact = TRUE)
  expect_identical(conditionMessage(problem), "X.csv: no such file")
  expect_null(conditionCall(problem))
  expect_error(stop(InputError("once")), "^once$")
})

test_that("a StoppedError has the status and all that is needed to go on", {
  problem <- StoppedError("interrupted", 130, 7, list(w = cbind(1)))
  expect_s3_class(problem, c("StoppedError", "error", "condition"), exact = TRUE)
  expect_identical(conditionMessage(problem), "interrupted")
  expect_identical(
    problem[c("status", "epoch", "parameters")],
    list(status = 130, epoch = 7, parameters = list(w = cbind(1)))
  )
})
