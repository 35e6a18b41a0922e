test_that("a matrix is read bit by bit as it was written, row by row", {
  A <- rbind(c(0.1, -0, 2^-1074), c(3, -0.75, .Machine$double.xmax))
  file <- tempfile()
  on.exit(unlink(file))
  write_matrix(A, file, comments = c("A: an example", "by hand"))
  expect_same_bits(read_matrix(file), A)
  expect_identical(
    readLines(file)[c(1:4, 7:8)],
    c(
      "# A: an example",
      "# by hand",
      "# Shape: 2 x 3",
      "# In decimals:",
      "0x1.999999999999ap-4,-0x0p+0,0x0.0000000000001p-1022",
      "3,-0x1.8p-1,0x1.fffffffffffffp+1023"
    )
  )
})

test_that("matrices of one row, one column and one value keep their shape", {
  for (A in list(rbind(c(1, 2, 3)), cbind(c(1, 2, 3)), cbind(0.5))) {
    file <- tempfile()
    write_matrix(A, file, comments = "A")
    expect_same_bits(read_matrix(file), A)
    unlink(file)
  }
})

test_that("whole matrices are shown without decimals, large ones up to 10 rows and columns", {
  file <- tempfile()
  on.exit(unlink(file))
  write_matrix(matrix(1, 12, 2), file, comments = "A")
  expect_identical(sum(startsWith(readLines(file), "#")), 2L)
  lines <- matrix_lines(matrix(0.5, 12, 11))
  expect_length(lines, 11)
  expect_match(lines[1], " ... 1 more columns$")
  expect_identical(lines[11], "... 2 more rows")
  expect_identical(matrix_lines(rbind(c(1, 10), c(2, 3)), exact = TRUE), c(" 1 10", " 2  3"))
})

test_that("files end each line with one line feed", {
  file <- tempfile()
  on.exit(unlink(file))
  write_lines(c("# two", "lines"), file)
  expect_identical(readBin(file, "raw", 100), charToRaw("# two\nlines\n"))
})

test_that("files from other systems are read", {
  expected <- rbind(c(1, 2), c(3, 4))
  for (text in c(
    "1,2\r\n3,4\r\n",
    "1,2\r3,4\r",
    "\ufeff1,2\n3,4\n",
    " 1 ,\t2\n3,4",
    "# 1,\u00e4\n\n1,2\n \t\n3,4\n\n"
  )) {
    expect_identical(read_matrix(local_file(charToRaw(enc2utf8(text)))), expected, info = encodeString(text))
  }
})

test_that("rows know their lines, and an empty last value counts", {
  rows <- cut_rows(c("# comment", "1,2", "", " a , b ,"), before = 5)
  expect_identical(rows, list(line = c(7, 9), values = list(c("1", "2"), c("a", "b", ""))))
})

test_that("a compressed file is not unpacked", {
  packed <- tempfile()
  on.exit(unlink(packed))
  stream <- gzfile(packed, "wb")
  writeLines("1,2", stream)
  close(stream)
  expect_refused(read_lines(packed), paste0(packed, ": expected plain text, found a zero byte"))
})

test_that("a file that cannot be read is refused", {
  folder <- tempdir()
  expect_refused(read_lines(folder), paste0(folder, ": expected a file, found a folder"))
  missing <- tempfile()
  expect_refused(read_lines(missing), paste0(missing, ": no such file"))
  zero <- local_file(as.raw(c(0x31, 0, 0x0a)))
  expect_refused(read_lines(zero), paste0(zero, ": expected plain text, found a zero byte"))
})

test_that("a file that is gone before all of it is read is refused", {
  file <- local_file(charToRaw("1,2\n"))
  remove_it <- function(lines, before, earlier) unlink(file)
  expect_refused(read_blocks(file, remove_it), paste0(file, ": cannot be read"))
})

test_that("a matrix that is none is refused, the first fault first", {
  refused <- function(lines, complaint) {
    file <- local_file(lines)
    expect_refused(read_matrix(file), paste0(file, complaint))
  }
  refused(raw(), ": expected at least one row of numbers, found none")
  refused(c("# nothing", ""), ": expected at least one row of numbers, found none")
  refused(c("1,2", "3"), " line 2: expected as many values as in the first row (2), found 1")
  refused(c("1,2", "3,4,"), " line 2: expected as many values as in the first row (2), found 3")
  refused(c("# x", "1,2", "3,four"), " line 3, value 2: expected a finite number, found 'four'")
  refused(c("1,2", "3,"), " line 2, value 2: expected a finite number, found ''")
  refused(c("1,a", "2"), " line 1, value 2: expected a finite number, found 'a'")
  refused(c("1,2", "2", "3,a"), " line 2: expected as many values as in the first row (2), found 1")
  refused(c("1,NaN"), " line 1, value 2: expected a finite number, found 'NaN'")
  refused(c("1", "-Inf"), " line 2, value 1: expected a finite number, found '-Inf'")
  refused("1e400", " line 1, value 1: expected a finite number, found '1e400'")
  refused("1\x1b[2J", " line 1, value 1: expected a finite number, found '1\\x1b[2J'")
})
