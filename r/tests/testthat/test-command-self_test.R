# Whether portable arithmetic gives the same bits here as everywhere.

test_that("here are the same bits as everywhere", {
  expect_identical(self_test(), list(same = TRUE, lines = "portable arithmetic: the same bits as everywhere"))
})

test_that("what is computed is what is stored, by name", {
  folder <- file.path(experiments_folder(), "self_test")
  files <- sub("\\.csv$", "", list.files(folder))
  names <- names(self_test_values(folder))
  expect_setequal(names, setdiff(files, "arguments"))
})

test_that("a value that differs is counted, -0 and no number too", {
  test <- self_test
  values <- self_test_values(file.path(experiments_folder(), "self_test"))
  values$exp[7] <- values$exp[7] * (1 + 2^-52)
  values$dot[1:2] <- c(NaN, Inf)
  zero <- which(values$decimals == 0)
  values$decimals[zero] <- -values$decimals[zero]
  environment(test) <- list2env(list(self_test_values = function(folder) values), parent = environment(self_test))
  lines <- sprintf("portable arithmetic: %s", c("1 of 300 values differ: exp", "2 of 576 values differ: dot"))
  lines <- c(lines, "portable arithmetic: 2 of 23 values differ: decimals")
  expect_identical(test(), list(same = FALSE, lines = lines))
})

test_that("a machine that rounds twice is told from others at once", {
  test <- self_test
  environment(test) <- list2env(list(rounds_once = function() FALSE), parent = environment(self_test))
  line <- "portable arithmetic: this machine rounds results twice, as x87 registers do"
  expect_identical(test(), list(same = FALSE, lines = line))
})
