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

name_of <- function(process) {
  sprintf("%s-%.0f", Sys.info()[["nodename"]], process)
}

beside <- function(folder, what) {
  paste0(folder, ".nnref-", what)
}

fill <- function(says) {
  function(new) writeLines(says, file.path(new, "says.txt"))
}

test_that("only what a process of this machine has left is left over", {
  expect_true(is_left(name_of(DEAD)))
  expect_true(is_left(name_of(1e12)))
  expect_true(is_left(process_name())) # of an earlier one of the same number
  for (owner in c(name_of(1), "another machine-1", "old", "lock", paste0(name_of(DEAD), ".gz"), "-", "")) {
    expect_false(is_left(owner), info = owner)
  }
})

test_that("a workplace is empty but for what killed processes have left", {
  place <- local_place()
  mine <- file.path(place, "mine")
  make(place, basename(beside(mine, name_of(DEAD))), "half")
  make(place, basename(beside(mine, process_name())), "half")
  others <- c("mine", beside("mine", c(name_of(1), "old", "lock", "another machine-1")), beside("m", name_of(DEAD)))
  for (name in others) {
    dir.create(file.path(place, name))
  }
  workplace <- make_workplace(mine)
  expect_setequal(list.files(place, full.names = TRUE), c(workplace, file.path(place, others)))
  expect_identical(list.files(workplace), basename(beside(mine, name_of(DEAD))))
  expect_error(make_workplace("/dev/null/mine"), "cannot be made")
})

test_that("what is renamed is not lost where something is", {
  place <- local_place()
  one <- make(place, "one", "one")
  other <- make(place, "other", "other")
  expect_error(move(one, other), "one: cannot be renamed")
  expect_identical(c(says(one), says(other)), c("one", "other"))
  move(one, file.path(place, "new"))
  expect_identical(list.files(place), c("new", "other"))
})

test_that("a lock is taken from who is no more at once, from others after a while, and opened by its owner alone", {
  place <- local_place()
  mine <- file.path(place, "mine")
  lock <- beside(mine, "lock")
  for (owner in c(name_of(DEAD), "another machine-1")) {
    dir.create(lock, showWarnings = FALSE)
    unlink(file.path(lock, "*"))
    file.create(file.path(lock, owner))
    seconds <- system.time(take_lock(mine, make_workplace(mine), patience = 0.2))[["elapsed"]]
    expect_identical(seconds > 0.2, owner != name_of(DEAD))
    expect_identical(list.files(lock), process_name())
  }
  open_lock(mine, "another machine-1")
  expect_true(dir.exists(lock))
  open_lock(mine, process_name())
  expect_false(dir.exists(lock))
  writeLines("a file of somebody's", lock)
  expect_error(take_lock(mine, make_workplace(mine), patience = 0.02), "nnref-lock: cannot be made")
})

test_that("a folder is where it is, or where its old content is if there is only that", {
  place <- local_place()
  mine <- file.path(place, "mine")
  expect_identical(find_folder(mine), mine)
  expect_identical(modified(mine), -1)
  old <- make(place, "mine.nnref-old", "old")
  expect_identical(find_folder(mine), old)
  put_back(mine)
  expect_identical(says(mine), "old")
  expect_identical(list.files(place), "mine")
  make(place, "mine.nnref-old", "older")
  put_back(mine)
  expect_identical(says(mine), "old")
})

test_that("a new folder takes the place of an old one, later than that, and nothing is left", {
  place <- local_place()
  mine <- file.path(place, "mine")
  for (content in c("first", "second", "third")) {
    before <- modified(mine)
    replace_folder(mine, fill(content), check = function() NULL)
    expect_identical(says(mine), content)
    expect_identical(list.files(place), "mine")
    expect_gt(modified(mine), before)
    Sys.setFileTime(mine, Sys.time() + 1000)
  }
})

test_that("what a save left that was killed between its renamings is put back or removed", {
  place <- local_place()
  mine <- file.path(place, "mine")
  make(place, "mine.nnref-old", "old")
  found <- new.env()
  check <- function() {
    found$says <- says(mine)
  }
  replace_folder(mine, fill("new"), check)
  expect_identical(c(found$says, says(mine)), c("old", "new"))
  make(place, "mine.nnref-old", "older")
  replace_folder(mine, fill("newer"), check)
  expect_identical(c(found$says, says(mine)), c("new", "newer"))
  expect_identical(list.files(place), "mine")
})

test_that("the old folder stays where it cannot be written, or is not to be", {
  place <- local_place()
  mine <- make(place, "mine", "old")
  expect_error(replace_folder(mine, function(new) stop("full"), function() NULL), "full")
  expect_error(replace_folder(mine, fill("new"), function() stop("not ours")), "not ours")
  expect_error(replace_folder(mine, function(new) remove_folder(new), function() NULL))
  expect_identical(says(mine), "old")
  expect_identical(list.files(place), "mine")
})

test_that("a file is replaced as a whole", {
  place <- local_place()
  file <- file.path(place, "a.txt")
  for (content in c("first", "second")) {
    replace_file(file, function(new) writeLines(content, new))
    expect_identical(readLines(file), content)
  }
  expect_error(replace_file(file, function(new) stop("full")), "full")
  expect_identical(readLines(file), "second")
  expect_identical(list.files(place), "a.txt")
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
      replace_folder(mine, fill("new"), function() NULL)
    }
    content
  }
  expect_identical(read_undisturbed(mine, read), "new")
  expect_identical(seen$count, 2)
  expect_refused(read_undisturbed(mine, function(found) stop(InputError("it is wrong"))), "it is wrong")
})
