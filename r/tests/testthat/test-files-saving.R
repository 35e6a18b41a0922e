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

fill <- function(says) {
  function(new) writeLines(says, file.path(new, "says.txt"))
}

test_that("each save has names of its own, and leaves the user's random numbers alone", {
  set.seed(1)
  before <- .Random.seed
  names <- replicate(100, unused_name("mine", "new"))
  expect_identical(.Random.seed, before)
  expect_identical(anyDuplicated(names), 0L)
  expect_match(names, "^mine[.]nnref-[0-9a-f]+[.]new$")
})

test_that("a socket is no folder, and a link to a folder is one", {
  place <- local_place()
  make(place, "mine", "here")
  file.symlink("mine", file.path(place, "link"))
  file.symlink("loop", file.path(place, "loop"))
  found <- vapply(file.path(place, c("mine", "link", "mine/says.txt", "loop", "none")), is_folder, NA)
  expect_identical(unname(found), c(TRUE, TRUE, FALSE, FALSE, FALSE))
  expect_identical(follow_links(file.path(place, "link/")), normalizePath(file.path(place, "mine")))
  expect_identical(is_folder(follow_links(file.path(place, "loop"))), FALSE)
})

test_that("a folder is where it is, or where its latest content is if there is only that", {
  place <- local_place()
  mine <- file.path(place, "mine")
  expect_identical(find_folder(mine), mine)
  expect_identical(modified(mine), -1)
  older <- make(place, "mine.nnref-1a.old", "older")
  Sys.setFileTime(older, Sys.time() - 10)
  old <- make(place, "mine.nnref-2b.old", "old")
  make(place, "mine.nnref-3c.new", "half")
  make(place, "mine.nnref-x.old", "not ours")
  expect_identical(find_folder(mine), old)
  put_back(mine)
  expect_identical(says(mine), "old")
  remove_leftovers(mine)
  expect_identical(list.files(place), c("mine", "mine.nnref-3c.new", "mine.nnref-x.old"))
  Sys.setFileTime(file.path(place, "mine.nnref-3c.new"), Sys.time() - 2 * 86400)
  remove_leftovers(mine)
  expect_identical(list.files(place), c("mine", "mine.nnref-x.old"))
})

test_that("a look at a place leaves it as it is", {
  place <- local_place()
  check_save_place(file.path(place, "new/folders/mine"))
  mine <- make(place, "mine", "here")
  check_save_place(mine)
  check_save_place(file.path(mine, "says.txt"))
  expect_identical(says(mine), "here")
  expect_identical(list.files(place), "mine")
  expect_refused(check_save_place("/proc/"), "/proc: cannot be written")
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

test_that("a new folder has the permissions of the old one", {
  place <- local_place()
  mine <- make(place, "mine", "old")
  Sys.chmod(mine, "2750", use_umask = FALSE)
  seen <- new.env()
  write <- function(new) seen$mode <- file.mode(new)
  replace_folder(mine, write, check = function() NULL)
  expect_identical(list(seen$mode, file.mode(mine)), list(as.octmode("700"), as.octmode("2750")))
})

test_that("what a save left that was killed between its renamings is put back or removed", {
  place <- local_place()
  mine <- file.path(place, "mine")
  make(place, "mine.nnref-1a.old", "old")
  check <- function() NULL
  expect_error(replace_folder(mine, function(new) stop("full"), check), "full")
  expect_identical(says(mine), "old")
  replace_folder(mine, fill("new"), check)
  expect_identical(says(mine), "new")
  Sys.setFileTime(make(place, "mine.nnref-1a.old", "older"), Sys.time() - 10)
  replace_folder(mine, fill("newer"), check)
  expect_identical(says(mine), "newer")
  expect_identical(list.files(place), "mine")
})

test_that("the process stays in the folder that is replaced under it", {
  place <- local_place()
  mine <- normalizePath(make(place, "mine", "old"))
  before <- setwd(mine)
  on.exit(setwd(before), add = TRUE, after = FALSE)
  for (content in c("new", "newer")) {
    replace_folder(follow_links("."), fill(content), function() NULL)
    expect_identical(says("."), content)
  }
})

test_that("the old folder stays where it cannot be written, or is not to be", {
  place <- local_place()
  mine <- make(place, "mine", "old")
  expect_error(replace_folder(mine, function(new) stop("full"), function() NULL), "full")
  expect_error(replace_folder(mine, fill("new"), function() stop("not ours")), "not ours")
  expect_error(replace_folder(mine, function(new) remove_all(new), function() NULL))
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
  remove_all(make(place, "m*", "gone"))
  expect_identical(list.files(place), "mine")
  expect_error(remove_all(file.path(place, "none")), NA)
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
