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

anew <- function(separator) {
  sprintf(": write it anew from pandas.read_csv(file, sep=%s) or read.csv(file, sep = %s)", separator, separator)
}

gap <- function(text, n, of) {
  message <- ": expected a value, found a missing one ('%s'), as in %d of %d rows: --missing drop leaves them out"
  sprintf(message, text, n, of)
}

scale_first <- ": scale it first: (t - min(t)) / (max(t) - min(t)), in pandas and in R"

test_that("what is no table is refused", {
  refused <- function(lines, complaint) {
    file <- local_file(lines)
    expect_refused(read_table(file, "b"), paste0(file, complaint))
  }
  refused(c("", " "), ": expected a header row, found nothing")
  refused("a,b", ": expected at least one row below the header, found none")
  refused(c("a;b", "1;2"), paste0(" line 1: expected names separated by commas, found semicolons", anew("';'")))
  refused(c("a\tb", "1\t2"), paste0(" line 1: expected names separated by commas, found tabs", anew("'\\t'")))
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
  expect_identical(encode("0", "1.0")$classes, c("0", "1"))
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
  refused(
    c("0.5", "2"),
    paste0("a.csv line 2, column 'kind': expected a class or a number from 0 to 1, found '2'", scale_first)
  )
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
  expect_identical(unclass(read_table(file, "kind"))[1:3], expected)
  expected$X <- rbind(c(1, 0), c(0, 1))
  table <- read_table(file, "kind", scale = "minmax")
  expect_identical(unclass(table)[1:3], expected)
  expect_identical(table$columns$low, rbind(c(0.5, 3)))
  expect_identical(table$columns$high, rbind(c(1.5, 4)))
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
  refused(c("a,b,c", "1,0,2", "1,1,"), "b", paste0(" line 3, column 'c'", gap("", 1, 2)))
  refused(
    c("a,b", "1,", "2,x"),
    "b",
    paste0(" line 2, column 'b'", gap("", 1, 2))
  )
  refused(c("a,b", "1,x", "2,x"), "b", " column 'b': expected two classes or more, found only 'x'")
})

test_that("texts become one feature for each level, in the order of their bytes", {
  file <- local_file(c("size,colour,kind", "1,red,a", "2,Blue,b", "3,red,b"))
  table <- read_table(file, "kind")
  expect_identical(feature_names(table$columns), c("size", "colour=Blue", "colour=red"))
  expect_identical(table$X, rbind(c(1, 0, 1), c(2, 1, 0), c(3, 0, 1)))
  expect_identical(table$notes, "column colour: a feature for each of Blue, red")
  many <- local_file(c("id,kind", sprintf("n%d,%s", 1:51, rep_len(c("a", "b"), 51))))
  expect_refused(
    read_table(many, "kind"),
    paste0(many, " column 'id': expected at most 50 levels, found 51 different texts: --drop leaves the column out")
  )
})

test_that("columns are left out, rows with a gap too, and both are told", {
  file <- local_file(c('"",id,size,kind', "1,x,1,a", "2,y,NA,b", "3,z,3,b"))
  table <- read_table(file, "kind", drop = "id", missing = "drop")
  expect_identical(table$X, cbind(c(1, 3)))
  expect_identical(
    table$notes,
    c(
      "the first column has no name: its values are taken as names of the rows and left out",
      "left out for a missing value: 1 of 3 rows"
    )
  )
  expect_refused(read_table(file, "kind"), paste0(file, " line 3, column 'size'", gap("NA", 1, 3)))
  expect_refused(
    read_table(file, "kind", drop = "ids"),
    paste0(file, ": no column 'ids': expected one of id, size, kind; did you mean id?")
  )
})

test_that("a table without a header has numbered columns", {
  file <- local_file(c("5.1,3.5,a", "4.9,3.0,b", "6.2,2.8,c"))
  expect_identical(read_table(file, "column_3", header = FALSE)$X, rbind(c(5.1, 3.5), c(4.9, 3), c(6.2, 2.8)))
  expect_match(read_table(file, "a", missing = "drop")$notes, "numbers for names \\(5.1, 3.5\\): --no-header")
})

test_that("many whole numbers are pointed out, and 0 and 1 are classes", {
  numbers <- local_file(c("x,y", sprintf("%d,%d", 1:12, 1:12 * 10)))
  expect_match(read_table(numbers, "y")$notes, "^target y: 12 whole numbers, a class each; scale it")
  expect_identical(read_table(local_file(c("x,y", "1,0", "2,1")), "y")$classes, c("0", "1"))
})

test_that("what is remembered is read as it was written", {
  lines <- c('"a, b","say ""x""",#id,kind', '1.5, red ,7,"x,y"', '2.5,"bl""ue",8,z')
  table <- read_table(local_file(lines), "kind", "minmax", drop = "#id")
  file <- local_file(c("# a comment", columns_lines(table$columns)))
  again <- read_columns(file)
  for (name in c("names", "levels", "target", "classes", "dropped", "low", "high")) {
    expect_identical(again[[name]], table$columns[[name]], info = name)
  }
})

test_that("spoilt columns are refused", {
  refused <- function(lines, complaint) {
    file <- local_file(lines)
    expect_refused(read_columns(file), paste0(file, complaint))
  }
  refused("number,x,,,", ": expected a row for each feature and one for the target")
  refused("size,x,,,", " line 1: expected one of number, level, target, class, drop, found 'size'")
  refused("number,x", " line 1: expected 5 values, found 2")
  refused(c("#", "number,x,,1,big", "target,y,,,"), " line 2: expected a number, found 'big'")
  refused(
    c("number,x,,1,2", "number,z,,,", "target,y,,,"),
    ": expected a smallest and a largest value for every feature or for none"
  )
})

test_that("new rows are read by their names or by their place, and scaled as in the training", {
  columns <- read_table(local_file(c("size,colour,kind", "1,red,a", "3,blue,b")), "kind", "minmax")$columns
  expect_identical(read_rows_of(local_file(c("kind,colour,size", "?,red,2")), columns), rbind(c(0.5, 0, 1)))
  expect_identical(read_rows_of(local_file("5,blue"), columns), rbind(c(2, 1, 0)))
  refused <- function(lines, complaint) {
    file <- local_file(lines)
    expect_refused(read_rows_of(file, columns), paste0(file, complaint))
  }
  refused(c("size", "1"), ": no column 'colour': expected size, colour")
  refused(c("size,colour", "1,green"), " line 2, column 'colour': expected one of blue, red, found 'green'")
  refused(c("size,colour,x", "1,red,2"), ": unknown column 'x': expected one of size, colour")
})

test_that("integers are scaled as doubles, and differences too large for one are halved", {
  expect_identical(c(scale_minmax(cbind(c(-30000L, 0L, 30000L)))), c(0, 0.5, 1))
  expect_identical(c(scale_minmax(cbind(c(-2000000000L, 0L, 2000000000L)))), c(0, 0.5, 1))
  expect_identical(c(scale_minmax(cbind(c(-1.7e308, 0, 1.7e308)))), c(0, 0.5, 1))
})

test_that("a training from a table predicts data frames and files of its columns", {
  table <- read_table(
    local_file(c("size,male,kind", "1,TRUE,a", "2,TRUE,a", "30,FALSE,b", "34,TRUE,b")),
    "kind",
    "minmax"
  )
  weights <- initialize_weights("article", 3, 3, 1, 0, by_inputs = TRUE)
  trained <- train(table$X, table$y, weights, 0.3, 300, columns = table$columns)
  frame <- data.frame(male = c(TRUE, FALSE), size = c(3L, 29L))
  from_frame <- predict(trained, frame)
  expect_identical(predict(trained, local_file(c("male,size", "TRUE,3", "FALSE,29"))), from_frame)
  expect_identical(predict(trained, data.frame(male = factor(c("TRUE", "FALSE")), size = c(3, 29))), from_frame)
  expect_identical(predict(trained, rbind(c(2 / 33, 0, 1), c(28 / 33, 1, 0))), from_frame)
  expect_refused(predict(trained, frame["male"]), "new rows: no column 'size': expected size, male")
})
