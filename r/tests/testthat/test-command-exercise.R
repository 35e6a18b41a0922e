# The commands' side of the exercises, in R alone.

test_that("a summary is a record, and a class a table", {
  verdict <- verdict_on(solved(c(E = "output - y")))
  one <- summary_of(verdict)
  expect_identical(
    one[c("right", "quantity", "step", "mistake")],
    list(
      right = 6L,
      quantity = "E",
      step = "5",
      mistake = "sign of E"
    )
  )
  expect_match(record_line(verdict), '"mistake": "sign of E", "text": "row 1, column 1')
  expect_match(class_table(list(verdict, verdict_on(solved())))[2:3], "^mine.R  (step 5, E +sign of E|all right)$")
  file <- tempfile(fileext = ".csv")
  write_table(list(verdict), file)
  expect_identical(read.csv(file)$mistake, "sign of E")
})

test_that("a file is checked in a process of its own", {
  skip_on_cran() # it starts R again
  file <- tempfile(fileext = ".R")
  writeLines("quit(status = 5)", file)
  verdict <- check_apart(file)
  expect_identical(verdict$status, 2)
  expect_match(verdict$finding$text, "ended with status 5 before anything could be judged")
  writeLines(solved(c(E = "output - y")), file)
  expect_identical(run_check(list(check = file, json = ""))$status, 1)
  expect_identical(check_apart(file)$finding$mistakes, list("sign of E"))
})
