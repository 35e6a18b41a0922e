test_that("a setting of -0 is 0", {
  expect_identical(1 / parse_setting("epochs", "-0", "--epochs"), Inf)
  expect_identical(parse_setting("hidden_activation", "relu", "x"), "relu")
})

test_that("settings are read as they were written", {
  settings <- list(learning_rate = 0.1, epochs = 37, batch_size = 2, hidden_activation = "tanh")
  file <- tempfile()
  on.exit(unlink(file))
  write_settings(settings, file, comments = "settings")
  expect_identical(read_settings(file), settings)
  expect_identical(
    readLines(file)[1:3],
    c("# settings", "# learning_rate is 0.1", "learning_rate,0x1.999999999999ap-4")
  )
})

test_that("settings that make no sense are refused", {
  refused <- function(lines, complaint) {
    file <- local_file(lines)
    expect_refused(read_settings(file), paste0(file, complaint))
  }
  good <- c("learning_rate,1", "epochs,5")
  refused(good[1], ": epochs is missing")
  refused(good[2], ": learning_rate is missing")
  refused(c(good, "epochs,6"), " line 3: epochs is given twice")
  refused(c(good, "batch_size"), " line 3: expected a name and a value, found 1 values")
  refused(c(good, "batch_size,1,2"), " line 3: expected a name and a value, found 3 values")
  refused("epochs,1.5", " line 1, epochs: expected a whole number from 0 to 1000000000000000, found '1.5'")
  refused("epochs,many", " line 1, epochs: expected a whole number from 0 to 1000000000000000, found 'many'")
  refused("learning_rate,0", " line 1, learning_rate: expected a number above 0, found '0'")
  refused("hidden_activation,2", " line 1, hidden_activation: expected one of sigmoid, tanh, relu, found '2'")
  file <- local_file("momentum,1")
  known <- paste(names(SETTINGS), collapse = ", ")
  expect_refused(read_settings(file), sprintf("%s line 1: expected one of %s, found 'momentum'", file, known))
})

test_that("a setting is read from its text", {
  expect_identical(parse_setting("epochs", "5e3", "--epochs"), 5000)
  expect_identical(parse_setting("error_measure", "mean_absolute_error", "m"), "mean_absolute_error")
  expect_refused(
    parse_setting("batch_size", "0", "--batch-size"),
    "--batch-size: expected a whole number from 1 to 1000000000, found '0'"
  )
})

test_that("an experiment is read by its name and from its folder", {
  article <- read_experiment("article")
  expect_identical(
    lapply(matrices_of(article), dim),
    list(
      X = c(3L, 4L),
      y = c(3L, 1L),
      wh = c(4L, 3L),
      bh = c(1L, 3L),
      wout = c(3L, 1L),
      bout = c(1L, 1L)
    )
  )
  expect_identical(matrices_of(article)$X[2, ], c(1, 0, 1, 1))
  expect_identical(article$settings, list(learning_rate = 0.1, epochs = 5000))
  expect_identical(read_experiment(), article)
  same <- read_experiment(folder = paste0(experiment_folder("article"), "//"))
  expect_identical(same[-1], unclass(article)[-1])
})

test_that("an experiment that is not there, or does not fit, is refused", {
  expect_error(experiment_folder("artikel"), "^no experiment 'artikel': expected one of article", class = "InputError")
  expect_error(experiment_folder("../article"), "^no experiment '../article'", class = "InputError")
  expect_error(experiment_folder("README.md"), "^no experiment 'README.md'", class = "InputError")
  expect_refused(read_experiment(folder = "not/here/"), "not/here: no such folder")
  folder <- local_experiment()
  writeLines("1,1,1,1", file.path(folder, "bh.csv"))
  expect_refused(
    read_experiment(folder = folder),
    paste0(folder, "/bh.csv: expected columns: 3 (the columns of wh), found 4")
  )
  unlink(file.path(folder, "bh.csv"))
  expect_refused(read_experiment(folder = folder), paste0(folder, "/bh.csv: no such file"))
})

test_that("a saved experiment can be read, and replaces the one saved before as a whole", {
  folder <- tempfile("saved")
  on.exit(unlink(folder, recursive = TRUE))
  article <- read_experiment("article")
  write_experiment(folder, c(matrices_of(article), list(output = cbind(0.5))), article$settings, origin = "A copy")
  expect_identical(read_experiment(folder = folder)[-1], unclass(article)[-1])
  expect_true("output.csv" %in% list.files(folder))
  settings <- replace(article$settings, "epochs", 10)
  write_experiment(paste0(folder, "/"), matrices_of(article), settings, origin = "Another")
  expect_identical(read_experiment(folder = folder)$settings$epochs, 10)
  expect_setequal(
    list.files(folder, all.files = TRUE, no.. = TRUE),
    paste0(c(names(matrices_of(article)), "settings"), ".csv")
  )
  expect_identical(Sys.glob(paste0(folder, "*")), folder)
})

test_that("nothing else is replaced by a saved experiment", {
  folder <- tempfile("thesis")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  expect_no_refusal <- function(code) expect_error(code, NA)
  expect_no_refusal(check_save_folder(folder))
  expect_no_refusal(check_save_folder(tempfile()))
  file <- file.path(folder, "thesis.txt")
  writeLines("years of work", file)
  article <- read_experiment("article")
  foreign <- paste0(folder, ": expected an empty folder, or one that nnref saved, found other files")
  expect_refused(check_save_folder(folder), foreign)
  expect_refused(write_experiment(folder, matrices_of(article), article$settings, "x"), foreign)
  expect_refused(check_save_folder(file), paste0(file, ": expected a folder to save in, found something else"))
  below <- file.path(file, "below")
  expect_refused(
    write_experiment(below, matrices_of(article), article$settings, "x"),
    paste0(below, ": cannot be written")
  )
  expect_refused(check_save_place(below), paste0(below, ": cannot be written"))
  expect_no_refusal(check_save_place(file.path(folder, "new", "place")))
  expect_identical(list.files(folder), "thesis.txt")
})

test_that("each network reads its own matrices and refuses settings that it has no use for", {
  expect_identical(names(matrices_of(read_experiment("log"))), c("X", "y", "weights"))
  expect_identical(names(matrices_of(read_experiment("walkthrough"))), c("X", "y", "wh", "wout"))
  file <- local_file(c("network,single_layer", "learning_rate,1", "epochs,1", "hidden_activation,tanh"))
  line <- paste0(file, ", hidden_activation: the single_layer network has no use for it")
  expect_refused(read_settings(file), line)
  expect_identical(read_settings(local_file("network,perceptron")), list(network = "perceptron"))
})

test_that("samples that were held back are read, or refused if they do not fit", {
  folder <- local_experiment()
  read <- function() read_experiment(folder = folder)$held_back
  expect_identical(read(), list())
  held_back <- file.path(folder, c("X_held_back.csv", "y_held_back.csv"))
  writeLines(c("1,2,3,4", "5,6,7,8"), held_back[1])
  expect_refused(read(), paste0(held_back[2], ": no such file"))
  writeLines(c("1", "0"), held_back[2])
  expect_identical(read(), list(X_held_back = rbind(1:4, 5:8) + 0, y_held_back = cbind(c(1, 0))))
  writeLines("1", held_back[2])
  expect_refused(read(), paste0(held_back[2], ": expected 2 x 1 values, found 1 x 1"))
  writeLines("1,2,3", held_back[1])
  expect_refused(read(), paste0(held_back[1], ": expected columns: 4 (the features of the network), found 3"))
  expect_named(read_experiment("digits")$held_back, c("X_held_back", "y_held_back"))
})

test_that("a full disk is noticed", {
  skip_if_not(file.exists("/dev/full"))
  expect_error(suppressWarnings(write_lines("# not to be lost", "/dev/full")))
})
