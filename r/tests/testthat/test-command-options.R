test_that("the help names every option, on lines that fit a terminal", {
  lines <- help_lines()
  expect_identical(sub("^  (--[a-z-]+).*", "\\1", grep("^  --", lines, value = TRUE)), names(OPTIONS))
  expect_identical(sub(":$", "", grep(":$", lines, value = TRUE)), c("Examples", unname(GROUPS)))
  expect_lte(max(nchar(lines)), 100)
})

test_that("options are told from their values", {
  expect_identical(split_arguments(c("--batch-size", "10", "--trace")), list(batch_size = "10", trace = ""))
  expect_identical(split_arguments(c("--save=a=b")), list(save = "a=b"))
  expect_length(split_arguments(character()), 0)
})

test_that("a ~ that the shell has left is the home folder, and a value is text no longer than a path", {
  home <- Sys.getenv("HOME")
  on.exit(Sys.setenv(HOME = home))
  Sys.setenv(HOME = "/home/me")
  expect_identical(option_value("--data", "~/mine.csv"), "/home/me/mine.csv")
  expect_identical(option_value("--save", "~"), "/home/me")
  for (value in c("~you/mine.csv", "./~", "a~/b", strrep("x", 1000))) {
    expect_identical(option_value("--data", value), value)
  }
  expect_identical(option_value("--target", "~/kind"), "~/kind")
  Sys.setenv(HOME = "")
  expect_identical(option_value("--data", "~/mine.csv"), "~/mine.csv")
  expected <- "--data: expected UTF-8 text of at most 1000 bytes, found "
  expect_refused(option_value("--data", "caf\xe9"), paste0(expected, "'caf\\xe9'"))
  expect_refused(option_value("--data", strrep("x", 1001)), paste0(expected, "'", strrep("x", 37), "...'"))
})
