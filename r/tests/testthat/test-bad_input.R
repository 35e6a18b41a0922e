# The bad input of fixtures/bad: each is refused with the line that is stored beside it, or taken. fixtures/README.md
# has the format; tests/commands/test_bad_input.py asks Python for the same.

bad <- normalizePath(test_path("..", "..", "..", "fixtures", "bad")) # an installed package lacks them

# The text of a word in which bytes are written as \x and two hex digits
unescape <- function(word) {
  parts <- strsplit(word, "\\x", fixed = TRUE)[[1]]
  bytes <- lapply(parts[-1], function(part) {
    c(as.raw(strtoi(substr(part, 1, 2), 16)), charToRaw(substring(part, 3)))
  })
  rawToChar(c(charToRaw(paste0(parts[1][length(parts) > 0], "")), unlist(bytes)))
}

read_case <- function(name) {
  rows <- grep("^#", readLines(file.path(bad, name, "case.txt"), encoding = "bytes"), value = TRUE, invert = TRUE)
  key <- sub(": .*", "", rows, useBytes = TRUE)
  split(sub("^[a-z]+: ", "", rows, useBytes = TRUE), factor(key, c("base", "step", "argument", "error", "prints")))
}

# Put all that a case needs into an empty folder
lay_out <- function(name, case, place) {
  if (length(case$base) > 0) {
    dir.create(file.path(place, "mine"))
    file.copy(Sys.glob(file.path(experiment_folder(case$base), "*.csv")), file.path(place, "mine"))
  }
  given <- setdiff(list.files(file.path(bad, name)), "case.txt")
  file.copy(file.path(bad, name, given), place, recursive = TRUE)
  for (step in strsplit(case$step, " ", fixed = TRUE)) {
    words <- vapply(step[-1], unescape, "")
    path <- file.path(place, words[1])
    switch(
      step[1],
      remove = file.remove(path),
      folder = dir.create(path),
      rename = file.rename(path, file.path(place, words[2])),
      link = file.symlink(words[2], path),
      append = cat(strrep(words[3], as.numeric(words[2])), file = path, append = TRUE),
      stop("no such step: ", step[1])
    )
  }
}

for (name in list.files(bad)) {
  test_that(name, {
    case <- read_case(name)
    place <- tempfile("bad")
    dir.create(place)
    home <- setwd(place)
    on.exit({
      setwd(home)
      unlink(place, recursive = TRUE)
    })
    lay_out(name, case, place)
    outcome <- run_command(vapply(case$argument, unescape, ""))
    if (length(case$error) > 0) {
      expect_identical(outcome$status, 2)
      expect_identical(charToRaw(outcome$err), charToRaw(paste("nnref:", case$error)))
    } else {
      expect_identical(list(outcome$status, outcome$err), list(0, character()))
      expect_true(case$prints %in% outcome$out)
    }
  })
}

test_that("there are cases", {
  expect_gt(length(list.files(bad)), 80)
})
