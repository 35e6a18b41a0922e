# What the tests of the exercises share: a solved exercise with some lines changed, and the verdict on it.

solved <- function(changes = character(), train = FALSE) paste(file_lines(changes, train), collapse = "\n")
verdict_on <- function(text) judge_work(run_source(text, "mine.R"), "mine.R", EXPECTED_FUNCTIONS)
