# The starter in R alone: what is blank, and that nothing is written over.

test_that("a starter leaves as much blank as its level says", {
  blanks <- function(level) length(grep("TODO", exercise_lines(level))) - 1 # and one in the words above
  expect_identical(
    vapply(c("line", "function", "steps", "everything", "E", "forward"), blanks, 0),
    c(
      line = 1,
      `function` = 6,
      steps = 16,
      everything = 19,
      E = 1,
      forward = 4
    )
  )
  expect_error(exercise_lines("bacward"), "did you mean backward\\?", class = "InputError")
})

test_that("a starter is never written over a file", {
  file <- tempfile(fileext = ".R")
  write_exercise(file)
  expect_error(write_exercise(file), "is not overwritten", class = "InputError")
  expect_error(write_exercise("mine.txt"), "ends in .R", class = "InputError")
  expect_identical(check(file)$finding$state, "not written yet")
})
