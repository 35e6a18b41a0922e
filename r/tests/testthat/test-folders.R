DEAD <- 999999999 # no system gives a process so large a number

# A place for folders; make("mine", "new") there makes a folder with a file that says new
local_place <- function(frame = parent.frame()) {
  place <- tempfile("place")
  dir.create(place)
  do.call(on.exit, list(substitute(unlink(place, recursive = TRUE), list(place = place)), add = TRUE), envir = frame)
  place
}

make <- function(place, name, says) {
  dir.create(file.path(place, name))
  writeLines(says, file.path(place, name, "says.txt"))
  file.path(place, name)
}

says <- function(folder) {
  readLines(file.path(folder, "says.txt"))
}

test_that("saves that have not ended are found by their process, whatever else is there", {
  place <- local_place()
  for (name in c("mine", "mine.12.tmp", "mine.3.tmp", "mine.3.old", "mine.x.tmp", "mine.3.tmpx", "other.4.tmp")) {
    dir.create(file.path(place, name))
  }
  mine <- file.path(place, "mine")
  expect_identical(unfinished_saves(mine, "tmp"), stats::setNames(c(12, 3), paste0(mine, c(".12.tmp", ".3.tmp"))))
  expect_identical(unfinished_saves(mine, "old"), stats::setNames(3, paste0(mine, ".3.old")))
  expect_length(unfinished_saves(file.path(place, "none"), "tmp"), 0)
})

test_that("a folder is where it is, or where its old content is if there is only that", {
  place <- local_place()
  mine <- file.path(place, "mine")
  expect_identical(find_folder(mine), mine)
  old <- make(place, "mine.5.old", "old")
  expect_identical(find_folder(mine), old)
  make(place, "mine", "new")
  expect_identical(find_folder(mine), mine)
})

test_that("a new folder takes the place of an old one, which the temporary path then names", {
  place <- local_place()
  mine <- file.path(place, "mine")
  temporary <- make(place, "mine.1.tmp", "first")
  replace_folder(mine, temporary)
  expect_identical(list.files(place), "mine")
  expect_identical(says(mine), "first")
  replace_folder(mine, make(place, "mine.1.tmp", "second"))
  expect_identical(says(mine), "second")
  expect_identical(says(temporary), "first")
})

test_that("the old folder stays where there is no new one", {
  place <- local_place()
  mine <- make(place, "mine", "old")
  expect_error(replace_folder(mine, file.path(place, "mine.1.tmp")), "is replaced all the time")
  expect_identical(says(mine), "old")
  expect_identical(list.files(place), "mine")
})

test_that("what killed saves left is put back or removed, and what goes on is left alone", {
  skip_on_os("windows")
  place <- local_place()
  alive <- as.integer(system("sleep 60 > /dev/null 2>&1 & echo $!", intern = TRUE))
  on.exit(tools::pskill(alive), add = TRUE)
  mine <- file.path(place, "mine")

  # killed between the two renames: only the old one is whole
  make(place, sprintf("mine.%d.old", DEAD), "old")
  make(place, sprintf("mine.%d.tmp", DEAD), "half")
  going_on <- make(place, sprintf("mine.%d.tmp", alive), "going on")
  remove_unfinished(mine)
  expect_identical(says(mine), "old")
  expect_setequal(list.files(place, full.names = TRUE), c(mine, going_on))

  # killed after them: the new one is there
  make(place, sprintf("mine.%d.old", DEAD), "older")
  remove_unfinished(mine)
  expect_identical(says(mine), "old")
  expect_setequal(list.files(place, full.names = TRUE), c(mine, going_on))
  expect_identical(says(going_on), "going on")
})

test_that("a folder is removed by its name, in which a star is a star", {
  place <- local_place()
  make(place, "mine", "kept")
  remove_folder(make(place, "m*", "gone"))
  expect_identical(list.files(place), "mine")
  expect_error(remove_folder(file.path(place, "none")), NA)
})

test_that("a folder that is replaced while it is read is read again", {
  place <- local_place()
  mine <- make(place, "mine", "old")
  seen <- new.env()
  read <- function(found) {
    seen$count <- sum(seen$count, 1)
    content <- says(found)
    if (content == "old") {
      replace_folder(mine, make(place, "mine.1.tmp", "new"))
      Sys.setFileTime(mine, Sys.time() + 10)
    }
    content
  }
  expect_identical(read_undisturbed(mine, read), "new")
  expect_gt(seen$count, 1)
  expect_refused(read_undisturbed(mine, function(found) stop(InputError("it is wrong"))), "it is wrong")
})
