# The check in R alone: what is right, and how a mistake is told.

test_that("a solved exercise is right, quantity by quantity", {
  verdict <- verdict_on(solved(train = TRUE))
  expect_identical(verdict$status, 0)
  expect_identical(vapply(verdict$steps, `[`, "", 3), rep("right", 17))
})

test_that("a mistake is told by quantity, cell, line and name", {
  verdict <- verdict_on(solved(c(d_output = "E")))
  expect_identical(verdict$status, 1)
  expect_identical(verdict$finding$quantity, "d_output")
  expect_identical(verdict$finding$mistakes, list("output delta without the slope"))
  expect_match(verdict$finding$code, "^d_output <- E #")
  expect_match(verdict$finding$text, "^row 1, column 1 \\(\\[1, 1\\]\\): yours is 0.2186, expected 0.03733")
  said <- capture.output(print(verdict))
  expect_true("  It is what comes out when E is passed on without its slope." %in% said)
  expect_true("  step 8   error_at_hidden_layer       not looked at" %in% said)
})

test_that("functions are checked as they are", {
  expect_identical(check(sigmoid)$status, 0)
  verdict <- check(list(derivatives_sigmoid = function(a) 1 - a * a))
  expect_identical(verdict$finding$mistakes, list("slope of sigmoid: that of tanh"))
})
