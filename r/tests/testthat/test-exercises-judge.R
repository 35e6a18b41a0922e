# The judging in R alone: each quantity from right values, whatever stops.

test_that("a mistake stands alone: what comes after it is made from right values", {
  verdict <- verdict_on(solved(c(hidden_layer_input = "X %*% wh")))
  expect_identical(verdict$finding$mistakes, list("hidden bias forgotten"))
  expect_identical(sum(vapply(verdict$steps, `[`, "", 3) == "wrong"), 1L)
})

test_that("what stops is told by its line, and what was computed before it is judged", {
  verdict <- verdict_on(solved(c(d_output = "E %*% slope_output_layer")))
  expect_identical(verdict$finding$quantity, "d_output")
  expect_match(verdict$finding$text, "^stops with error: non-conformable arguments")
  expect_match(verdict$finding$code, "E %*% slope_output_layer", fixed = TRUE)
})

test_that("code that cannot be used is refused in one line", {
  expect_error(
    run_source("sigmoid <- function(x) {\n  1 + }", "mine.R"),
    "^mine.R line 2: not R: ",
    class = "InputError"
  )
  expect_error(run_source("x <- 1\nstop('no')", "mine.R"), "^mine.R line 2: stops with error: no", class = "InputError")
  expect_error(run_source("x <- 1", "mine.R"), "found none$", class = "InputError")
  verdict <- judge_work(list(relu = function(x, foo) x), "mine.R", character())
  expect_identical(verdict$status, 2)
  expect_identical(verdict$finding$text, "relu: wants an argument 'foo', and there is no such quantity")
})
