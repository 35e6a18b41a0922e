# The options of the two commands, and how they are read.

OPTIONS <- list(
  `--experiment` = c("NAME", "an experiment that comes with nnref; default: article"),
  `--fixture` = c("DIR", "an experiment of your own: a folder in the fixture format"),
  `--data` = c("FILE.csv", "a table of your own, with a header; learn the column --target"),
  `--target` = c("NAME", "the column to learn: classes, or numbers from 0 to 1"),
  `--scale` = c("NAME", "minmax: scale each feature of the table to 0 up to 1"),
  `--drop` = c("NAME,...", "leave these columns of the table out"),
  `--missing` = c("NAME", "drop: leave rows of the table with a missing value out"),
  `--no-header` = c("", "the table has none; its columns are column_1, column_2 and so on"),
  `--hold-out` = c("F", "keep this share of the table's rows back, and report on them"),
  `--seed` = c("N", "draw the initial weights from this seed; --data without it: 0"),
  `--hidden-neurons` = c("N", "so many, with drawn weights (seed 0 if none); --data: 3"),
  `--shuffle-seed` = c("N", "reorder the samples before each epoch, from this seed"),
  `--epochs` = c("N", "train for N epochs instead of the stored number; --data: 5000"),
  `--learning-rate` = c("F", "learn at this rate instead of the stored one; --data: 0.1"),
  `--batch-size` = c("N", "update after each N samples; default: after all, 1 is SGD"),
  `--hidden-activation` = c("NAME", "sigmoid, tanh or relu, instead of the stored one"),
  `--arithmetic` = c("NAME", "native, the fastest; or portable, the same lines and bits everywhere"),
  `--report-every` = c("N", "print the error each N epochs; default: a tenth of the epochs"),
  `--trace` = c("", "print every named quantity of the first update, by the article's step"),
  `--step` = c("N", "with --trace: of this step alone, as in --trace --step 8"),
  `--only` = c("", "with --trace: do not train afterwards"),
  `--predict` = c("FILE", "print the output for the rows of FILE; --data: after the training"),
  `--save` = c("DIR", "write the trained parameters, the output and the errors"),
  `--checkpoint-every` = c("N", "with --save: save each N epochs, so that --fixture can go on"),
  `--plot` = c("FILE", "draw the error curve and the result: PNG, SVG or PDF, by the ending"),
  `--exercise` = c("FILE", "write an exercise to fill in, mine.py or mine.R"),
  `--level` = c("NAME", "of --exercise: line, function, steps or everything; default: steps"),
  `--check` = c("FILE", "say what is right in a solution, or in each of a folder"),
  `--hint` = c("N", "of --check: 1 the kind of mistake, 2 the line, 3 the answer"),
  `--verbose` = c("", "of --check: print the values it was tried on, too"),
  `--watch` = c("", "of --check: check again whenever the file is saved"),
  `--json` = c("", "of --check: print a record for a program to read"),
  `--self-test` = c("", "compute what is stored anew: portable, the same bits here as everywhere?"),
  `--version` = c("", "print the version"),
  `--help` = c("", "print this help")
)

# The option before which each group of the help begins
GROUPS <- c(
  `--experiment` = "What to train",
  `--seed` = "How to train it",
  `--report-every` = "What to see",
  `--save` = "What to keep",
  `--exercise` = "Your own code",
  `--self-test` = "More"
)

# Options that are of use only with another
NEEDS <- c(
  target = "data",
  scale = "data",
  drop = "data",
  missing = "data",
  no_header = "data",
  hold_out = "data",
  step = "trace",
  only = "trace",
  checkpoint_every = "save",
  data = "target"
)

EXAMPLES <- list(
  c("python -m nnref --trace --step 8 --only", "see one step of the article's network, and no training"),
  c("Rscript r/train.R --experiment moons --plot moons.png", "draw the boundary between two moons"),
  c("python -m nnref --data mine.csv --target kind --save mine", "learn a table of your own, and keep what was learned")
)

#' What `--help` prints.
#'
#' @return The lines.
#' @source The tables OPTIONS, GROUPS and EXAMPLES.
#' @examples
#' help_lines()[1:2]
#' @noRd
help_lines <- function() {
  value <- vapply(OPTIONS, `[`, "", 1)
  meaning <- vapply(OPTIONS, `[`, "", 2)
  lines <- as.list(sprintf("  %-26s%s", paste(names(OPTIONS), value), meaning))
  names(lines) <- names(OPTIONS)
  for (option in names(GROUPS)) {
    lines[[option]] <- c("", paste0(GROUPS[[option]], ":"), lines[[option]])
  }
  c(
    "Usage: python -m nnref [OPTION] ...",
    "       Rscript r/train.R [OPTION] ...",
    "",
    "Train the multi-layer perceptron of an experiment and print how its error falls.",
    "",
    "Examples:",
    unlist(lapply(EXAMPLES, function(example) paste0(c("  ", "      "), example))),
    unlist(lines, use.names = FALSE)
  )
}

#' Tell the options from their values, and refuse what is not an option.
#'
#' @param arguments The arguments of the command, as they were typed.
#' @return The text of each option by its name, with underscores; empty for one that takes no value.
#' @section Errors:
#' InputError: If an option is unknown, lacks its value, has one too many, or is given twice.
#' @source nnref; a parser of each language's own would not refuse the same arguments in the same words.
#' @examples
#' split_arguments(c("--batch-size", "10", "--trace"))
#' @noRd
split_arguments <- function(arguments) {
  options <- list()
  rest <- arguments
  while (length(rest) > 0) {
    name <- sub("=.*", "", rest[1], useBytes = TRUE)
    equals <- grepl("=", rest[1], fixed = TRUE, useBytes = TRUE)
    value <- if (equals) sub("^[^=]*=", "", rest[1], useBytes = TRUE) else ""
    rest <- rest[-1]
    if (name == "-h") {
      name <- "--help"
    }
    if (!name %in% names(OPTIONS)) {
      near <- nearest_name(name, names(OPTIONS))
      stop(InputError(paste0(show_text(name), ": no such option", if (near == "") "; --help lists them" else near)))
    }
    key <- gsub("-", "_", sub("--", "", name))
    if (key %in% names(options)) {
      stop(InputError(sprintf("%s: given twice", name)))
    }
    expected <- OPTIONS[[name]][1]
    if (expected == "" && equals) {
      stop(InputError(sprintf("%s: expected no value, found %s", name, show_text(value))))
    }
    if (expected != "" && !equals && length(rest) > 0 && !startsWith(rest[1], "--")) {
      value <- rest[1]
      rest <- rest[-1]
    }
    if (expected != "" && value == "") {
      stop(InputError(sprintf("%s: expected a value, %s", name, expected)))
    }
    options[[key]] <- option_value(name, value)
  }
  options
}

#' The value of an option as it is meant.
#'
#' @param name Name of the option.
#' @param value Its value, as it was typed.
#' @return The value; where a path begins with `~/`, which the shell leaves alone in `--data=~/mine.csv`, with the
#'   home folder in its place. A path that begins with another `~` begins with `./~`: it is a name like others.
#' @section Errors:
#' InputError: If the value is not UTF-8, or longer than what every system takes for a path.
#' @source nnref; R reads `~` and `~user` as a home folder everywhere, Python nowhere, and each needs another way to
#'   hold bytes that are no text.
#' @examples
#' option_value("--data", "mine.csv")
#' @noRd
option_value <- function(name, value) {
  if (!validUTF8(value) || nchar(value, "bytes") > 1000) {
    found <- show_text(value)
    stop(InputError(sprintf("%s: expected UTF-8 text of at most 1000 bytes, found %s", name, found)))
  }
  home <- Sys.getenv("USERPROFILE", Sys.getenv("HOME")) # Windows has the first; R gives HOME another meaning there
  is_path <- grepl("^(DIR|FILE)", OPTIONS[[name]][1])
  if (is_path && home != "" && grepl("^~(/|$)", value)) {
    return(paste0(home, substring(value, 2)))
  }
  if (is_path && startsWith(value, "~")) paste0("./", value) else value
}

#' Read the options of the command.
#'
#' @param arguments The arguments of the command, as they were typed.
#' @return The value of each option by its name, with underscores; only of those given.
#' @section Errors:
#' InputError: If an option or its value is not what was expected.
#' @source The table OPTIONS.
#' @examples
#' read_options(c("--epochs", "10"))
#' @noRd
read_options <- function(arguments) {
  options <- split_arguments(arguments)
  for (name in intersect(names(c(SETTINGS, DRAWS)), names(options))) {
    options[[name]] <- parse_setting(name, options[[name]], paste0("--", gsub("_", "-", name)))
  }
  choices <- list(arithmetic = names(arithmetics), scale = "minmax", missing = "drop", hint = c("1", "2", "3"))
  for (name in intersect(names(choices), names(options))) {
    if (!options[[name]] %in% choices[[name]]) {
      known <- paste(choices[[name]], collapse = ", ")
      near <- nearest_name(options[[name]], choices[[name]])
      message <- "--%s: expected one of %s, found %s%s"
      stop(InputError(sprintf(message, name, known, show_text(options[[name]]), near)))
    }
  }
  if (!is.null(options$hint)) {
    options$hint <- as.integer(options$hint)
  }
  if (!is.null(options$drop)) {
    options$drop <- strsplit(paste0(options$drop, ","), ",", fixed = TRUE)[[1]]
  }
  check_together(options)
  if (is.null(options$experiment)) {
    options$experiment <- "article"
  }
  options
}

#' Refuse options that exclude or need each other.
#'
#' @param options Options by name, as they were given.
#' @return Nothing.
#' @section Errors:
#' InputError: If two of them name what to train or check, or one of a table or check stands without the others.
#' @source nnref
#' @examples
#' check_together(list(data = "table.csv", target = "kind"))
#' @noRd
check_together <- function(options) {
  with_main <- list(exercise = "level", check = c("hint", "verbose", "watch", "json", "save"))
  for (main in names(with_main)) {
    for (name in if (main %in% names(options)) names(options)) {
      if (!name %in% c(main, with_main[[main]])) {
        stop(InputError(sprintf("--%s: of no use with --%s", gsub("_", "-", name), main)))
      }
    }
    for (name in setdiff(with_main[[main]], "save")) {
      if (name %in% names(options) && !main %in% names(options)) {
        stop(InputError(sprintf("--%s: expected together with --%s, found alone", name, main)))
      }
    }
  }
  if (!is.null(options$experiment) && !is.null(options$fixture)) {
    stop(InputError("--experiment: expected either --experiment or --fixture, found both"))
  }
  for (name in intersect(c("experiment", "fixture"), names(options))) {
    if (!is.null(options$data)) {
      stop(InputError(sprintf("--data: expected either --data or --%s, found both", name)))
    }
  }
  for (name in intersect(c("save", "plot", "predict"), names(options))) {
    if (!is.null(options$only)) {
      stop(InputError(sprintf("--%s: of no use with --only, which does not train", name)))
    }
  }
  for (name in intersect(names(NEEDS), names(options))) {
    if (is.null(options[[NEEDS[[name]]]])) {
      stop(InputError(sprintf("--%s: expected together with --%s, found alone", gsub("_", "-", name), NEEDS[[name]])))
    }
  }
  invisible()
}
