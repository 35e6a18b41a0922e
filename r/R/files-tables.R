# The user's own table: a CSV file with a header, one column of which is the target.

#' The values of lines of a CSV file.
#'
#' @param lines The lines: values separated by commas; one that holds a comma or a quote is itself in double
#'   quotes, its quotes doubled.
#' @param numbers The number of each line, for the error line.
#' @param file Path of the file, for the error line.
#' @param n_columns How many values a line must have; any number if not given.
#' @return A list for each line: its values as text, without quotes and without spaces around.
#' @section Errors:
#' InputError: If a quote is not closed, or something follows it, or there are more or fewer values.
#' @source RFC 4180
#' @details `read.csv` and `scan` would take a quote inside a value for the beginning of a quoted one.
#' @examples
#' split_rows('1, 2,"3,4"', 1, "a.csv")
#' @noRd
split_rows <- function(lines, numbers, file, n_columns = NULL) {
  ended <- paste0(lines, ",", recycle0 = TRUE) # so that each value is followed by a comma
  rows <- strsplit(ended, ",", fixed = TRUE, useBytes = TRUE)
  quoted <- grep('"', lines, fixed = TRUE, useBytes = TRUE)
  value <- '("([^"]|"")*"|([^",][^,]*)?),'
  open <- quoted[!grepl(sprintf("^(%s)+$", value), ended[quoted], useBytes = TRUE)]
  rows[quoted] <- lapply(regmatches(ended[quoted], gregexpr(value, ended[quoted], useBytes = TRUE)), function(values) {
    values <- sub(",$", "", values, useBytes = TRUE)
    inner <- startsWith(values, '"')
    inside <- sub('^"(.*)"$', "\\1", values[inner], useBytes = TRUE)
    values[inner] <- gsub('""', '"', inside, fixed = TRUE, useBytes = TRUE)
    values
  })
  counts <- lengths(rows)
  wrong <- if (is.null(n_columns)) integer() else which(counts != n_columns)
  first <- min(open, wrong, Inf)
  if (first %in% open) {
    message <- "%s line %.0f: expected each quote closed on its line, before a comma"
    stop(InputError(sprintf(message, file, numbers[first])))
  }
  if (first %in% wrong) {
    message <- "%s line %.0f: expected as many values as in the header (%d), found %d"
    stop(InputError(sprintf(message, file, numbers[first], n_columns, counts[first])))
  }
  blank <- grep("[ \t]", lines, useBytes = TRUE)
  rows[blank] <- lapply(rows[blank], function(values) gsub("^[ \t]+|[ \t]+$", "", values, useBytes = TRUE))
  rows
}

#' The names of the columns of a table, from its header.
#'
#' @param line The header.
#' @param number The number of its line, for the error line.
#' @param file Path of the file, for the error line.
#' @return The names.
#' @section Errors:
#' InputError: If a column has no name, or that of another, or if the names are not separated by commas.
#' @source RFC 4180
#' @examples
#' read_names('size,"kind"', 1, "a.csv")
#' @noRd
read_names <- function(line, number, file) {
  header <- sprintf("%s line %.0f", file, number)
  names <- split_rows(line, number, file)[[1]]
  Encoding(names) <- "unknown" # some versions of R mark these results as mere bytes, which equal no text
  separators <- c(semicolons = ";", tabs = "\t")
  for (found in names(separators)) {
    if (length(names) == 1 && grepl(separators[[found]], line, fixed = TRUE, useBytes = TRUE)) {
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
  names
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
#' @noRd
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
#' @param lines The number of the line of each value, for the error line.
#' @param file Path of the file, for the error line.
#' @param column Name of the column, for the error line.
#' @return By name: y, the targets, n_samples-by-n_outputs; and classes, their names in order. Numbers from 0
#'   to 1 stay as they are, in one column, with no classes. All else is a class: of two classes the
#'   second is 1 and the first 0; of more each has a column, 1 where it is the class. Classes are in the
#'   order of their values if all are whole numbers, or else of their bytes.
#' @section Errors:
#' InputError: If a value is missing, if there is only one class, or if there are numbers that are
#'   neither whole nor from 0 to 1.
#' @source nnref
#' @examples
#' encode_target(c("b", "a"), 2:3, "a.csv", "kind")
#' @export
encode_target <- function(texts, lines, file, column) {
  where <- function(i) sprintf("%s line %.0f, column %s", file, lines[i], show_text(column))

  numbers <- parse_number(texts) + 0 # -0 is 0
  missing <- which(texts %in% c("", "NA", "NaN", "nan", "null"))[1]
  if (!is.na(missing)) {
    found <- show_text(texts[missing])
    message <- sprintf("%s: expected a class or a number, found a missing value (%s)", where(missing), found)
    stop(InputError(message))
  }
  if (!anyNA(numbers)) {
    if (all(0 <= numbers & numbers <= 1)) {
      return(list(y = cbind(numbers, deparse.level = 0), classes = character()))
    }
    if (any(numbers != floor(numbers))) {
      wrong <- which(numbers < 0 | numbers > 1)[1]
      found <- show_text(texts[wrong])
      message <- sprintf("%s: expected a class or a number from 0 to 1, found %s", where(wrong), found)
      stop(InputError(message))
    }
    texts <- sprintf("%.0f", numbers)
    classes <- unique(sprintf("%.0f", sort(numbers)))
  } else {
    classes <- unique(texts)
    bytes <- classes
    Encoding(bytes) <- "bytes" # to be sorted as they are, not as the locale would have it
    classes <- classes[order(bytes, method = "radix")]
  }
  if (length(classes) == 1) {
    message <- "%s column %s: expected two classes or more, found only %s"
    stop(InputError(sprintf(message, file, show_text(column), show_text(classes))))
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
  Encoding(target) <- "unknown"
  read_rows <- function(lines, before, earlier) {
    filled <- grep("[^ \t]", lines, useBytes = TRUE)
    names <- unlist(lapply(earlier, `[[`, "names")[lengths(lapply(earlier, `[[`, "names")) > 0][1])
    if (length(filled) > 0 && is.null(names)) {
      names <- read_names(lines[filled[1]], before + filled[1], file)
      filled <- filled[-1]
    }
    rows <- split_rows(lines[filled], before + filled, file, length(names))
    if (!target %in% names || length(names) == 1 || length(filled) == 0) {
      return(list(names = names, lines = before + filled))
    }
    texts <- matrix(unlist(rows), nrow = length(names)) # a column for each row of the table
    Encoding(texts) <- "unknown"
    at <- match(target, names)
    features <- texts[-at, , drop = FALSE]
    numbers <- parse_number(features)
    wrong <- which(is.na(numbers))[1]
    problem <- NULL # which counts if all rows have their values
    if (!is.na(wrong)) {
      line <- before + filled[(wrong - 1) %/% nrow(features) + 1]
      name <- names[-at][(wrong - 1) %% nrow(features) + 1]
      where <- sprintf("%s line %.0f, column %s", file, line, show_text(name))
      problem <- tryCatch(check_value(features[wrong], NA, where), InputError = function(found) found)
    }
    X <- matrix(numbers, ncol = nrow(features), byrow = TRUE)
    list(names = names, lines = before + filled, X = X, target = texts[at, ], problem = problem)
  }

  blocks <- Filter(function(block) !is.null(block$names), read_blocks(file, read_rows))
  if (length(blocks) == 0) {
    stop(InputError(sprintf("%s: expected a header row, found nothing", file)))
  }
  names <- blocks[[1]]$names
  lines <- unlist(lapply(blocks, `[[`, "lines"))
  if (length(lines) == 0) {
    stop(InputError(sprintf("%s: expected at least one row below the header, found none", file)))
  }
  if (!target %in% names) {
    known <- paste(names[seq_len(min(20, length(names)))], collapse = ", ")
    more <- if (length(names) > 20) sprintf(" and %d more", length(names) - 20L) else ""
    stop(InputError(sprintf("%s: no column %s: expected one of %s%s", file, show_text(target), known, more)))
  }
  if (length(names) == 1) {
    stop(InputError(sprintf("%s: expected at least one column beside the target, found none", file)))
  }
  for (block in blocks) {
    if (!is.null(block$problem)) {
      stop(block$problem)
    }
  }
  encoded <- encode_target(unlist(lapply(blocks, `[[`, "target")), lines, file, target)
  X <- do.call(rbind, lapply(blocks, `[[`, "X"))
  if (!is.null(scale)) {
    X <- scale_minmax(X)
  }
  list(X = X, y = encoded$y, classes = encoded$classes)
}
