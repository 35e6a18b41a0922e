test_that("a line is cut at its commas, but not at those in quotes", {
  split <- function(line) split_rows(line, 7, "a.csv")[[1]]
  expect_identical(split('1, 2,"3,4"'), c("1", "2", "3,4"))
  expect_identical(split(""), "")
  expect_identical(split("a,,"), c("a", "", ""))
  expect_identical(split('"say ""yes""",5\' 3"'), c('say "yes"', '5\' 3"'))
  expect_identical(split("\t a ,b\t"), c("a", "b"))
  for (line in c('"open', '"a"b,c', '1,"', '"a" ,b')) {
    expect_refused(split(line), "a.csv line 7: expected each quote closed on its line, before a comma")
  }
})

test_that("lines are cut one by one, the first fault first", {
  expect_identical(split_rows(c("1,2", '"a",b'), 1:2, "a.csv", 2), list(c("1", "2"), c("a", "b")))
  long <- " line 8: expected as many values as in the header (2), found 3"
  expect_refused(split_rows(c("1,2", "1,2,3", '"'), 7:9, "a.csv", 2), paste0("a.csv", long))
  expect_refused(split_rows(c("1,2", '"1",2,3', '"'), 7:9, "a.csv", 2), paste0("a.csv", long))
  open <- "a.csv line 8: expected each quote closed on its line, before a comma"
  expect_refused(split_rows(c("1,2", '"', "1"), 7:9, "a.csv", 2), open)
})

test_that("what is no table is refused", {
  refused <- function(lines, complaint) {
    file <- local_file(lines)
    expect_refused(read_table(file, "b"), paste0(file, complaint))
  }
  refused(c("", " "), ": expected a header row, found nothing")
  refused("a,b", ": expected at least one row below the header, found none")
  refused(c("a;b", "1;2"), " line 1: expected names separated by commas, found semicolons")
  refused(c("a\tb", "1\t2"), " line 1: expected names separated by commas, found tabs")
  refused(c("a,,b", "1,2,3"), " line 1: expected a name for each column, found none for column 2")
  refused(c("a,b,a", "1,2,3"), " line 1: expected each name once, found 'a' again")
  refused(c("a,b", "", "1"), " line 3: expected as many values as in the header (2), found 1")
  refused(c("a,b", "1,2,3"), " line 2: expected as many values as in the header (2), found 3")
  refused(c("a,b", '1,"2'), " line 2: expected each quote closed on its line, before a comma")
})

test_that("a value that is no number is refused for its reason", {
  expect_error(check_value("1.5", 1.5, "line 1"), NA)
  for (text in c("", "NA", "NaN", "nan", "null")) {
    expect_refused(
      check_value(text, NA, "line 1"),
      sprintf("line 1: expected a number, found a missing value ('%s')", text)
    )
  }
  expect_refused(check_value("1,5", NA, "line 1"), "line 1: expected a number with a decimal point, found '1,5'")
  expect_refused(check_value("big", NA, "line 1"), "line 1: expected a finite number, found 'big'")
})

test_that("targets are numbers from 0 to 1, or classes in their order", {
  encode <- function(...) encode_target(c(...), seq_along(c(...)), "a.csv", "kind")
  expect_identical(encode("0.25", "1", "0"), list(y = cbind(c(0.25, 1, 0)), classes = character()))
  expect_identical(1 / encode("-0", "1")$y[1], Inf) # -0 is 0
  expect_identical(encode("b", "a", "b"), list(y = cbind(c(1, 0, 1)), classes = c("a", "b")))
  expect_identical(
    encode("10", "9", "-0", "9"),
    list(
      y = rbind(c(0, 0, 1), c(0, 1, 0), c(1, 0, 0), c(0, 1, 0)),
      classes = c("0", "9", "10")
    )
  )
  expect_identical(encode("10", "9", "x")$classes, c("10", "9", "x")) # by their bytes
  expect_identical(encode("b", "B", "a")$classes, c("B", "a", "b"))
})

test_that("targets that are neither are refused", {
  refused <- function(texts, line) expect_refused(encode_target(texts, 1:2, "a.csv", "kind"), line)
  refused(c("a", ""), "a.csv line 2, column 'kind': expected a class or a number, found a missing value ('')")
  refused(c("0.5", "2"), "a.csv line 2, column 'kind': expected a class or a number from 0 to 1, found '2'")
  refused(c("a", "a"), "a.csv column 'kind': expected two classes or more, found only 'a'")
  refused(c("7", "7.0"), "a.csv column 'kind': expected two classes or more, found only '7'")
})

test_that("each column is scaled to the interval from 0 to 1", {
  expect_identical(scale_minmax(cbind(c(1, 2, 3), 7)), cbind(c(0, 0.5, 1), 0))
  expect_identical(scale_minmax(rbind(c(5, 6))), rbind(c(0, 0)))
})

test_that("a table becomes input and targets, whatever column the target is", {
  expected <- list(X = rbind(c(1.5, 3), c(0.5, 4)), y = cbind(c(0, 1)), classes = c("big", "small"))
  file <- local_file(c("size,kind,age", "1.5,big,3", "0.5,small,4"))
  expect_identical(read_table(file, "kind"), expected)
  expected$X <- rbind(c(1, 0), c(0, 1))
  expect_identical(read_table(file, "kind", scale = "minmax"), expected)
  first <- read_table(local_file(c("kind,size", "big,1.5", "small,0.5")), "kind")
  expect_identical(first$X, cbind(c(1.5, 0.5)))
})

test_that("a table that cannot be used is refused", {
  refused <- function(lines, target, complaint) {
    file <- local_file(lines)
    expect_refused(read_table(file, target), paste0(file, complaint))
  }
  refused(c("a,b", "1,2"), "c", ": no column 'c': expected one of a, b")
  refused(c("a", "1"), "a", ": expected at least one column beside the target, found none")
  refused(c("a,b", "1,2", "x,3"), "b", " line 3, column 'a': expected a finite number, found 'x'")
  refused(c("a,b,c", "1,0,2", "1,1,"), "b", " line 3, column 'c': expected a number, found a missing value ('')")
  refused(
    c("a,b", "1,", "2,x"),
    "b",
    " line 2, column 'b': expected a class or a number, found a missing value ('')"
  )
  refused(c("a,b", "1,x", "2,x"), "b", " column 'b': expected two classes or more, found only 'x'")
})
