# The user's own table: a CSV file with a header, one column of which is the target.

#' The values of a line of a CSV file.
#'
#' @param line The line: values separated by commas; one that holds a comma or a quote is itself in double
#'   quotes, its quotes doubled.
#' @param where How to call the line in the error line.
#' @return The values as text, without quotes and without spaces around.
#' @section Errors:
#' InputError: If a quote is not closed, or something follows it.
#' @source RFC 4180
#' @details `read.csv` and `scan` would take a quote inside a value for the beginning of a quoted one.
#' @examples
#' split_row('1, 2,"3,4"', where = "line 1")
#' @export
split_row <- function(line, where) {
  ended <- paste0(line, ",") # so that each value is followed by a comma
  if (!grepl('"', line, fixed = TRUE, useBytes = TRUE)) {
    values <- strsplit(ended, ",", fixed = TRUE, useBytes = TRUE)[[1]]
  } else {
    value <- '("([^"]|"")*"|([^",][^,]*)?),'
    if (!grepl(sprintf("^(%s)+$", value), ended, useBytes = TRUE)) {
      stop(InputError(sprintf("%s: expected each quote closed on its line, before a comma", where)))
    }
    values <- regmatches(ended, gregexpr(value, ended, useBytes = TRUE))[[1]]
    values <- sub(",$", "", values, useBytes = TRUE)
    quoted <- startsWith(values, '"')
    inside <- sub('^"(.*)"$', "\\1", values[quoted], useBytes = TRUE)
    values[quoted] <- gsub('""', '"', inside, fixed = TRUE, useBytes = TRUE)
  }
  values <- gsub("^[ \t]+|[ \t]+$", "", values, useBytes = TRUE)
  Encoding(values) <- "unknown" # some versions of R mark these results as mere bytes, which equal no text
  values
}

#' Read a table as text.
#'
#' @param file Path of a CSV file: a header with the name of each column, then a row on each line.
#' @return By name: names, one for each column; lines, the number of the line of each row; and rows, each a
#'   list of texts. Empty lines are left out.
#' @section Errors:
#' InputError: If the file cannot be read, has no header or no rows, names a column twice or not at
#'   all, or is not separated by commas; or if a row has more or fewer values than the header.
#' @source RFC 4180
#' @examples
#' file <- tempfile()
#' writeLines(c("size,kind", "1.5,big"), file)
#' read_columns(file)
#' @export
read_columns <- function(file) {
  texts <- read_lines(file)
  filled <- grep("[^ \t]", texts, useBytes = TRUE)
  if (length(filled) == 0) {
    stop(InputError(sprintf("%s: expected a header row, found nothing", file)))
  }
  header <- sprintf("%s line %d", file, filled[1])
  names <- split_row(texts[filled[1]], header)
  separators <- c(semicolons = ";", tabs = "\t")
  for (found in names(separators)) {
    if (length(names) == 1 && grepl(separators[[found]], texts[filled[1]], fixed = TRUE, useBytes = TRUE)) {
      stop(InputError(sprintf("%s: expected names separated by commas, found %s", header, found)))
    }
  }
  wrong <- which(names == "" | duplicated(names))[1]
  if (names[wrong] %in% "") {
    stop(InputError(sprintf("%s: expected a name for each column, found none for column %d", header, wrong)))
  }
  if (!is.na(wrong)) {
    stop(InputError(sprintf("%s: expected each name once, found %s again", header, show_text(names[wrong]))))
  }
  lines <- filled[-1]
  if (length(lines) == 0) {
    stop(InputError(sprintf("%s: expected at least one row below the header, found none", file)))
  }
  rows <- lapply(lines, function(number) {
    values <- split_row(texts[number], sprintf("%s line %d", file, number))
    if (length(values) != length(names)) {
      message <- sprintf(
        "%s line %d: expected as many values as in the header (%d), found %d",
        file,
        number,
        length(names),
        length(values)
      )
      stop(InputError(message))
    }
    values
  })
  list(names = names, lines = lines, rows = rows)
}

#' Refuse a value that is missing or no number.
#'
#' @param text The text of the value.
#' @param number What parse_number made of it.
#' @param where How to call the value in the error line.
#' @return Nothing.
#' @section Errors:
#' InputError: If there is no number.
#' @source nnref; a missing value is for the user to fill in or to leave out, not for a network to guess.
#' @examples
#' check_value("1.5", 1.5, where = "line 1")
#' @export
check_value <- function(text, number, where) {
  if (text %in% c("", "NA", "NaN", "nan", "null")) {
    stop(InputError(sprintf("%s: expected a number, found a missing value (%s)", where, show_text(text))))
  }
  if (is.na(number) && grepl("^[+-]?[0-9]*,[0-9]+$", text, useBytes = TRUE)) {
    stop(InputError(sprintf("%s: expected a number with a decimal point, found %s", where, show_text(text))))
  }
  if (is.na(number)) {
    stop(InputError(sprintf("%s: expected a finite number, found %s", where, show_text(text))))
  }
  invisible()
}

#' The targets of a network from a column of a table.
#'
#' @param texts The values of the column.
#' @param where How to call each value in the error line.
#' @param column How to call the column in the error line.
#' @return By name: y, the targets, n_samples-by-n_outputs; and classes, their names in order. Numbers from 0
#'   to 1 stay as they are, in one column, with no classes. All else is a class: of two classes the
#'   second is 1 and the first 0; of more each has a column, 1 where it is the class. Classes are in the
#'   order of their values if all are whole numbers, or else of their bytes.
#' @section Errors:
#' InputError: If a value is missing, if there is only one class, or if there are numbers that are
#'   neither whole nor from 0 to 1.
#' @source nnref
#' @examples
#' encode_target(c("b", "a"), c("row 1", "row 2"), "kind")
#' @export
encode_target <- function(texts, where, column) {
  numbers <- parse_number(texts)
  missing <- which(texts %in% c("", "NA", "NaN", "nan", "null"))[1]
  if (!is.na(missing)) {
    found <- show_text(texts[missing])
    message <- sprintf("%s: expected a class or a number, found a missing value (%s)", where[missing], found)
    stop(InputError(message))
  }
  if (!anyNA(numbers)) {
    if (all(0 <= numbers & numbers <= 1)) {
      return(list(y = cbind(numbers, deparse.level = 0), classes = character()))
    }
    if (any(numbers != floor(numbers))) {
      wrong <- which(numbers < 0 | numbers > 1)[1]
      found <- show_text(texts[wrong])
      message <- sprintf("%s: expected a class or a number from 0 to 1, found %s", where[wrong], found)
      stop(InputError(message))
    }
    texts <- sprintf("%.0f", numbers + 0) # -0 is 0
    classes <- unique(sprintf("%.0f", sort(numbers + 0)))
  } else {
    classes <- unique(texts)
    bytes <- classes
    Encoding(bytes) <- "bytes" # to be sorted as they are, not as the locale would have it
    classes <- classes[order(bytes, method = "radix")]
  }
  if (length(classes) == 1) {
    found <- show_text(classes)
    stop(InputError(sprintf("%s: expected two classes or more, found only %s", column, found)))
  }
  ones <- if (length(classes) == 2) classes[2] else classes
  list(y = outer(texts, ones, "==") + 0, classes = classes)
}

#' Scale each column to the interval from 0 to 1.
#'
#' @param X Input, n_samples-by-n_features.
#' @return (x - min) / (max - min) of each value, with the smallest and largest value of its column; 0 in a
#'   column whose values are all the same. Shaped like X.
#' @source nnref
#' @examples
#' scale_minmax(cbind(c(1, 2, 3), 7))
#' @export
scale_minmax <- function(X) {
  low <- apply(X, 2, min)
  high <- apply(X, 2, max)
  width <- ifelse(high > low, high - low, 1) # (x - min) is 0 where all are the same
  (X - rep(low, each = nrow(X))) / rep(width, each = nrow(X))
}

#' Read a table as input and targets.
#'
#' @param file Path of a CSV file: a header with the name of each column, then a row on each line.
#' @param target Name of the column that is the target; all others are features.
#' @param scale minmax to scale each feature to the interval from 0 to 1; as they are if not given.
#' @return By name: X, the input, n_samples-by-n_features; y, the targets, n_samples-by-n_outputs; and
#'   classes, the names of the classes in order, none for a target of numbers.
#' @section Errors:
#' InputError: If the file is no such table, there is no such target, or a value is missing or not
#'   what it should be.
#' @source nnref; numbers are read by parse_number, to the same bits in both languages.
#' @examples
#' file <- tempfile()
#' writeLines(c("size,kind", "1.5,big", "0.5,small"), file)
#' read_table(file, target = "kind")$X
#' @export
read_table <- function(file, target, scale = NULL) {
  table <- read_columns(file)
  names <- table$names
  Encoding(target) <- "unknown"
  if (!target %in% names) {
    known <- paste(names[seq_len(min(20, length(names)))], collapse = ", ")
    more <- if (length(names) > 20) sprintf(" and %d more", length(names) - 20L) else ""
    stop(InputError(sprintf("%s: no column %s: expected one of %s%s", file, show_text(target), known, more)))
  }
  if (length(names) == 1) {
    stop(InputError(sprintf("%s: expected at least one column beside the target, found none", file)))
  }
  at <- match(target, names)
  features <- seq_along(names)[-at]
  texts <- matrix(unlist(table$rows), nrow = length(names)) # a column for each row of the table
  numbers <- parse_number(texts[features, ])
  wrong <- which(is.na(numbers))[1]
  if (!is.na(wrong)) {
    line <- table$lines[(wrong - 1) %/% length(features) + 1]
    name <- names[features[(wrong - 1) %% length(features) + 1]]
    where <- sprintf("%s line %d, column %s", file, line, show_text(name))
    check_value(texts[features, ][wrong], numbers[wrong], where)
  }
  X <- matrix(numbers, ncol = length(features), byrow = TRUE)
  column_name <- paste("column", show_text(target))
  where <- sprintf("%s line %d, %s", file, table$lines, column_name)
  encoded <- encode_target(texts[at, ], where, paste(file, column_name))
  if (!is.null(scale)) {
    X <- scale_minmax(X)
  }
  list(X = X, y = encoded$y, classes = encoded$classes)
}
