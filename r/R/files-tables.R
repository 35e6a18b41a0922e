# The user's own table: a CSV file, one column of which is the target, and what must be remembered of it.

MISSING <- c("", "NA", "NaN", "nan", "null")

MOST_LEVELS <- 50

NUMBER_LIKE <- "^([+-]?(inf|infinity|nan)|[+-]?[0-9]*,[0-9]+)$"

DATE <- paste0(
  "^([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}([ T].*)?|",
  "[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}( .*)?)$"
)

#' The columns of a table, as new rows need them: names, levels, classes, and how each feature is scaled.
#'
#' @param names Names of the columns that are features, in the table's order.
#' @param levels The texts of each column of texts, in the order of their bytes; a feature of the network each.
#' @param target Name of the column that is learned.
#' @param classes Names of its classes in order; none if it is a number.
#' @param dropped Names of the columns that are left out.
#' @param low The smallest value of each feature, 1-by-n_features; none if features are not scaled.
#' @param high The largest value of each feature, 1-by-n_features; none if features are not scaled.
#' @return The columns.
#' @source fixtures/README.md, "A table that is remembered".
#' @examples
#' feature_names(Columns(c("size", "colour"), list(colour = c("blue", "red")), "kind", character(), character()))
#' @noRd
Columns <- function(names, levels, target, classes, dropped, low = NULL, high = NULL) {
  columns <- list(
    names = names,
    levels = levels,
    target = target,
    classes = classes,
    dropped = dropped,
    low = low,
    high = high
  )
  structure(columns, class = "nnref_columns")
}

#' A table as a network takes it.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param classes Names of the classes in order; none for a target of numbers.
#' @param columns What must be remembered of its columns, so that new rows can be read as it was.
#' @param notes Lines that say what was made of the table beyond the plain reading of its numbers.
#' @return The table.
#' @source nnref
#' @examples
#' columns <- Columns("size", list(), "kind", character(), character())
#' Table(cbind(1), cbind(1), character(), columns, character())$columns$target
#' @noRd
Table <- function(X, y, classes, columns, notes) {
  table <- list(X = X, y = y, classes = classes, columns = columns, notes = notes)
  structure(table, class = "nnref_table")
}

#' The name of each feature of the network that a table feeds.
#'
#' @param columns The columns of the table.
#' @return The name of each column of numbers, and `column=level` for each level of a column of texts.
#' @source nnref
#' @examples
#' feature_names(Columns("size", list(), "kind", character(), character()))
#' @noRd
feature_names <- function(columns) {
  named <- lapply(columns$names, function(name) {
    levels <- columns$levels[[name]]
    if (is.null(levels)) name else paste0(name, "=", levels)
  })
  unlist(named)
}

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
#' @return The names; the first is empty where rows have names of their own in a first column without a name.
#' @section Errors:
#' InputError: If another column has no name, or two have the same, or the names are not separated by commas.
#' @source RFC 4180
#' @examples
#' read_names('size,"kind"', 1, "a.csv")
#' @noRd
read_names <- function(line, number, file) {
  header <- sprintf("%s line %.0f", file, number)
  if (startsWith(line, "#")) {
    advice <- "delete it, or see comment='#' of pandas.read_csv and comment.char = '#' of read.csv"
    stop(InputError(sprintf("%s: expected the names of the columns, found a comment: %s", header, advice)))
  }
  outside <- gsub('"[^"]*"', '""', line, useBytes = TRUE)
  if (!grepl(",", outside, fixed = TRUE, useBytes = TRUE)) {
    separators <- list(c(";", "semicolons", "';'"), c("\t", "tabs", "'\\t'"), c('" "', "spaces", "' '"))
    for (separator in separators) {
      where <- if (separator[1] == '" "') line else outside
      if (grepl(separator[1], where, fixed = TRUE, useBytes = TRUE)) {
        code <- separator[3]
        advice <- sprintf("write it anew from pandas.read_csv(file, sep=%s) or read.csv(file, sep = %s)", code, code)
        message <- "%s: expected names separated by commas, found %s: %s"
        stop(InputError(sprintf(message, header, separator[2], advice)))
      }
    }
  }
  names <- split_rows(line, number, file)[[1]]
  Encoding(names) <- "unknown" # some versions of R mark these results as mere bytes, which equal no text
  unnamed <- names == "" & (seq_along(names) > 1 | length(names) == 1)
  wrong <- which(unnamed | duplicated(names))[1]
  if (!is.na(wrong) && unnamed[wrong]) {
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
#' @source nnref
#' @examples
#' check_value("1.5", 1.5, where = "line 1")
#' @noRd
check_value <- function(text, number, where) {
  if (text %in% MISSING) {
    stop(InputError(sprintf("%s: expected a number, found a missing value (%s)", where, show_text(text))))
  }
  if (is.na(number) && grepl("^[+-]?[0-9]*,[0-9]+$", text, useBytes = TRUE)) {
    stop(InputError(sprintf("%s: expected a number with a decimal point, found %s", where, show_text(text))))
  }
  if (is.na(number) && grepl(DATE, text, useBytes = TRUE)) {
    advice <- "make a number of it (pandas: .dt.dayofyear, R: as.numeric(as.Date(...))), or leave the column out"
    stop(InputError(sprintf("%s: expected a number, found a date (%s): %s", where, show_text(text), advice)))
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
#' @return By name:
#'   \item{y}{The targets, n_samples-by-n_outputs. Numbers from 0 to 1 stay as they are, in one column. All else is a
#'   class: of two classes the second is 1 and the first 0; of more each has a column, 1 where it is the class.}
#'   \item{classes}{The names of the classes, in the order of their values if all are whole numbers, or else of their
#'   bytes; none for numbers, unless these are 0 and 1.}
#' @section Errors:
#' InputError: If a value is missing, if there is only one class, or if there are numbers that are
#'   neither whole nor from 0 to 1.
#' @source nnref
#' @family tables
#' @examples
#' encode_target(c("b", "a"), 2:3, "a.csv", "kind")
#' @export
encode_target <- function(texts, lines, file, column) {
  where <- function(i) sprintf("%s line %.0f, column %s", file, lines[i], show_text(column))

  numbers <- parse_number(texts) + 0 # -0 is 0
  missing <- which(texts %in% MISSING)[1]
  if (!is.na(missing)) {
    found <- show_text(texts[missing])
    message <- sprintf("%s: expected a class or a number, found a missing value (%s)", where(missing), found)
    stop(InputError(message))
  }
  if (!anyNA(numbers)) {
    if (all(0 <= numbers & numbers <= 1)) {
      classes <- if (setequal(numbers, c(0, 1))) c("0", "1") else character()
      return(list(y = cbind(numbers, deparse.level = 0), classes = classes))
    }
    if (any(numbers != floor(numbers))) {
      wrong <- which(numbers < 0 | numbers > 1)[1]
      found <- show_text(texts[wrong])
      advice <- "scale it first: (t - min(t)) / (max(t) - min(t)), in pandas and in R"
      message <- "%s: expected a class or a number from 0 to 1, found %s: %s"
      stop(InputError(sprintf(message, where(wrong), found, advice)))
    }
    texts <- sprintf("%.0f", numbers)
    classes <- unique(sprintf("%.0f", sort(numbers)))
  } else {
    classes <- unique(texts)
    classes <- sort_bytes(classes)
  }
  if (length(classes) == 1) {
    message <- "%s column %s: expected two classes or more, found only %s"
    stop(InputError(sprintf(message, file, show_text(column), show_text(classes))))
  }
  ones <- if (length(classes) == 2) classes[2] else classes
  what <- sprintf("%s column %s: a target of %d classes", file, show_text(column), length(classes))
  check_memory(2 * length(texts) * length(ones), what)
  y <- matrix(0, length(texts), length(ones))
  place <- match(texts, ones)
  y[cbind(seq_along(texts), place)[!is.na(place), , drop = FALSE]] <- 1
  list(y = y, classes = classes)
}

#' Scale each column to the interval from 0 to 1.
#'
#' @param X Input, n_samples-by-n_features.
#' @param low The value of each column that becomes 0, 1-by-n_features; its smallest if not given.
#' @param high The value of each column that becomes 1, 1-by-n_features; its largest if not given.
#' @return (x - low) / (high - low) of each value; x - low in a column whose low and high are the same. Shaped
#'   like X.
#' @source nnref
#' @family tables
#' @examples
#' scale_minmax(cbind(c(1, 2, 3), 7))
#' @export
scale_minmax <- function(X, low = NULL, high = NULL) {
  storage.mode(X) <- "double"
  low <- if (is.null(low)) rbind(apply(X, 2, min)) else low # (1, n_features)
  high <- if (is.null(high)) rbind(apply(X, 2, max)) else high # (1, n_features)
  each <- function(row) rep(row, each = nrow(X)) # (n_samples, n_features), as a vector
  width <- ifelse(high > low, high - low, 1) # (1, n_features)
  scaled <- (X - each(low)) / each(width)
  wide <- is.infinite(each(width)) # half of each, where the whole difference is too large for a double
  halved <- (X / 2 - each(low / 2)) / each(high / 2 - low / 2)
  scaled[wide] <- halved[wide]
  scaled
}

#' Scale the features of a table to the interval from 0 to 1, and remember how.
#'
#' @param table The table.
#' @return The same with X scaled, and with the smallest and largest value of each feature in its columns.
#' @source nnref
#' @examples
#' columns <- Columns("size", list(), "kind", character(), character())
#' scale_table(Table(cbind(c(1, 3)), cbind(c(1, 1)), character(), columns, character()))$columns$high
#' @noRd
scale_table <- function(table) {
  table$columns$low <- rbind(apply(table$X, 2, min))
  table$columns$high <- rbind(apply(table$X, 2, max))
  table$X <- scale_minmax(table$X, table$columns$low, table$columns$high)
  table
}

#' The names of the columns of a table, from its first row.
#'
#' @param line The first row.
#' @param number The number of its line, for the error line.
#' @param file Path of the file, for the error line.
#' @param header Whether it is a header; columns without one are called column_1 and so on.
#' @param names Names that a header must hold; a row that holds none of them is no header, and the columns have
#'   these names. Any names if not given.
#' @return By name: names, is_header, and notes, lines for the user.
#' @section Errors:
#' InputError: If it is a header and not what a header should be.
#' @source nnref
#' @examples
#' read_header("1.5,big", 1, "a.csv", header = FALSE, names = NULL)$names
#' @noRd
read_header <- function(line, number, file, header, names) {
  values <- if (header && is.null(names)) character() else split_rows(line, number, file)[[1]]
  Encoding(values) <- "unknown"
  is_header <- if (is.null(names)) header else any(values %in% names)
  if (!is_header) {
    found <- if (is.null(names)) paste0("column_", seq_along(values)) else names
    return(list(names = found, is_header = is_header, notes = character()))
  }
  found <- read_names(line, number, file)
  notes <- character()
  numeric <- found[!is.na(parse_number(found))]
  if (length(numeric) > 0) {
    listed <- paste(numeric[seq_len(min(5, length(numeric)))], collapse = ", ")
    notes <- sprintf("the header has numbers for names (%s): --no-header if the file has none", listed)
  }
  if (found[1] == "") {
    notes <- c(notes, "the first column has no name: its values are taken as names of the rows and left out")
  }
  list(names = found, is_header = is_header, notes = notes)
}

#' The values of a table, column by column.
#'
#' @param file Path of a CSV file: a header with the name of each column, then a row on each line.
#' @param as_text Names of columns whose values are texts, whatever they are.
#' @param drop Names of columns to leave out.
#' @param missing What to do with a row in which a value is missing: refuse it, or drop it.
#' @param header Whether the first row is a header; columns without one are called column_1 and so on.
#' @param names Names that a header must hold; a first row that holds none of them is no header. Any names if
#'   not given.
#' @return By name: names, those of the columns that are kept; lines, the number of each row's line; values, those
#'   of each column by its name, as numbers if all are, else as texts; and notes, lines for the user.
#' @section Errors:
#' InputError: If the file is no such table, there is no such column, or a value is missing.
#' @source RFC 4180
#' @examples
#' file <- tempfile()
#' writeLines(c("size,kind", "1.5,big", "0.5,small"), file)
#' read_values(file, as_text = "kind")$values$kind
#' @noRd
read_values <- function(file, as_text, drop = character(), missing = "refuse", header = TRUE, names = NULL) {
  dropped <- drop
  Encoding(dropped) <- Encoding(as_text) <- "unknown"
  read_rows <- function(lines, before, earlier) {
    filled <- grep("[^ \t]", lines, useBytes = TRUE)
    top <- Filter(Negate(is.null), lapply(earlier, `[[`, "top"))
    top <- if (length(top) > 0) top[[1]]
    if (length(filled) > 0 && is.null(top)) {
      top <- read_header(lines[filled[1]], before + filled[1], file, header, names)
      if (top$is_header) {
        filled <- filled[-1]
      }
    }
    block <- list(top = top, lines = numeric(), values = list(), gap = NULL, gaps = 0)
    rows <- split_rows(lines[filled], before + filled, file, length(top$names))
    if (length(filled) == 0) {
      return(block)
    }
    texts <- matrix(unlist(rows), nrow = length(top$names)) # a column for each row of the table
    Encoding(texts) <- "unknown"
    kept <- which(top$names != "" & !top$names %in% dropped)
    is_gap <- matrix(texts[kept, ] %in% MISSING, nrow = length(kept))
    whole <- colSums(is_gap) == 0
    if (!all(whole)) {
      at <- which(!whole)[1]
      column <- kept[which(is_gap[, at])[1]]
      block$gap <- list(line = before + filled[at], name = top$names[column], text = texts[column, at])
    }
    block$gaps <- sum(!whole)
    block$lines <- before + filled[whole]
    block$values <- lapply(kept, function(j) {
      column <- texts[j, whole]
      numbers <- if (!top$names[j] %in% as_text) parse_number(column)
      if (is.null(numbers) || anyNA(numbers)) column else numbers
    })
    names(block$values) <- top$names[kept]
    block
  }

  blocks <- Filter(function(block) !is.null(block$top), read_blocks(file, read_rows))
  if (length(blocks) == 0) {
    stop(InputError(sprintf("%s: expected a header row, found nothing", file)))
  }
  top <- blocks[[1]]$top
  for (name in setdiff(dropped, top$names)) {
    known <- list_names(top$names, name)
    stop(InputError(sprintf("%s: no column %s: expected %s", file, show_text(name), known)))
  }
  lines <- unlist(lapply(blocks, `[[`, "lines"))
  gaps <- sum(vapply(blocks, `[[`, 0, "gaps"))
  if (gaps > 0 && missing != "drop") {
    gap <- Filter(Negate(is.null), lapply(blocks, `[[`, "gap"))[[1]]
    where <- sprintf("%s line %.0f, column %s", file, gap$line, show_text(gap$name))
    share <- sprintf("as in %.0f of %.0f rows: --missing drop leaves them out", gaps, gaps + length(lines))
    message <- "%s: expected a value, found a missing one (%s), %s"
    stop(InputError(sprintf(message, where, show_text(gap$text), share)))
  }
  if (length(lines) == 0) {
    what <- if (gaps > 0) "without a missing value" else "below the header"
    stop(InputError(sprintf("%s: expected at least one row %s, found none", file, what)))
  }
  notes <- top$notes
  if (gaps > 0) {
    notes <- c(notes, sprintf("left out for a missing value: %.0f of %.0f rows", gaps, gaps + length(lines)))
  }
  kept <- top$names[top$names != "" & !top$names %in% dropped]
  filled <- Filter(function(block) length(block$lines) > 0, blocks)
  values <- lapply(kept, function(name) unlist(lapply(filled, function(block) block$values[[name]])))
  names(values) <- kept
  list(names = kept, lines = lines, values = values, notes = notes)
}

#' The names that there are, for the error line that misses one.
#'
#' @param names The names.
#' @param wanted The name that is missing.
#' @return At most 20 of them, and how many more there are, and the nearest to the one that is missing.
#' @source nnref
#' @examples
#' list_names(c("size", "kind"), "Kind")
#' @noRd
list_names <- function(names, wanted) {
  known <- names[names != ""]
  more <- if (length(known) > 20) sprintf(" and %d more", length(known) - 20L) else ""
  listed <- paste(known[seq_len(min(20, length(known)))], collapse = ", ")
  paste0("one of ", listed, more, nearest_name(wanted, known))
}

#' The features of a network from the values of columns.
#'
#' @param values The values of each column, numbers or texts, by its name.
#' @param lines The number of the line of each value, for the error line.
#' @param levels The levels of each column of texts, by its name; all other columns are numbers.
#' @param file Path of the file, for the error line.
#' @return The features, n_samples-by-n_features: a column of numbers as it is, a column of texts as one feature
#'   for each level, 1 where it is that level and 0 elsewhere.
#' @section Errors:
#' InputError: If a value is no number, or none of the levels.
#' @source nnref
#' @examples
#' values <- list(x = "1.5", colour = "red")
#' encode_columns(values, 2, list(colour = c("blue", "red")), "a.csv")
#' @noRd
encode_columns <- function(values, lines, levels, file) {
  features <- lapply(names(values), function(name) {
    column <- values[[name]]
    if (name %in% names(levels)) {
      return(outer(column, levels[[name]], "==") + 0)
    }
    cbind(if (is.numeric(column)) column else parse_number(column), deparse.level = 0)
  })
  wrong <- vapply(seq_along(values), FUN.VALUE = 0, function(j) {
    name <- names(values)[j]
    bad <- if (name %in% names(levels)) !values[[j]] %in% levels[[name]] else is.na(features[[j]][, 1])
    if (any(bad)) which(bad)[1] else Inf
  })
  if (any(wrong < Inf)) {
    j <- which.min(wrong)
    name <- names(values)[j]
    text <- values[[j]][wrong[j]]
    where <- sprintf("%s line %.0f, column %s", file, lines[wrong[j]], show_text(name))
    if (!name %in% names(levels)) {
      check_value(text, NA, where)
    }
    known <- list_names(levels[[name]], text)
    stop(InputError(sprintf("%s: expected %s, found %s", where, known, show_text(text))))
  }
  do.call(cbind, features)
}

#' The levels of those columns that hold texts.
#'
#' @param values The values of each column, numbers or texts, by its name.
#' @param file Path of the file, for the error line.
#' @return The levels of each column none of whose values is like a number or a date, in the order of their bytes.
#' @section Errors:
#' InputError: If such a column has more than 50 levels.
#' @source nnref; one number for each of several texts would give them an order that they do not have.
#' @examples
#' find_levels(list(size = c("1.5", "2"), colour = c("red", "blue")), "a.csv")
#' @noRd
find_levels <- function(values, file) {
  levels <- list()
  for (name in names(values)) {
    distinct <- unique(values[[name]])
    is_like <- function(pattern) any(grepl(pattern, distinct, ignore.case = TRUE, useBytes = TRUE))
    if (
      is.numeric(distinct) ||
        any(grepl(DECIMAL, distinct, perl = TRUE, useBytes = TRUE)) ||
        !all(is.na(parse_number(distinct)))
    ) {
      next
    }
    if (is_like(NUMBER_LIKE) || is_like(DATE)) {
      next
    }
    if (length(distinct) > MOST_LEVELS) {
      found <- sprintf("found %d different texts: --drop leaves the column out", length(distinct))
      message <- "%s column %s: expected at most %d levels, %s"
      stop(InputError(sprintf(message, file, show_text(name), MOST_LEVELS, found)))
    }
    levels[[name]] <- sort_bytes(distinct)
  }
  levels
}

#' Texts in the order of their bytes, whatever the language of the system.
#'
#' @param texts The texts.
#' @return The same, sorted.
#' @source nnref; the order of letters differs from one language to the next, that of bytes does not.
#' @examples
#' sort_bytes(c("b", "B", "a"))
#' @noRd
sort_bytes <- function(texts) {
  bytes <- texts
  Encoding(bytes) <- "bytes"
  texts[order(bytes, method = "radix")]
}

#' Read a table as input and targets.
#'
#' @param file Path of a CSV file: a header with the name of each column, then a row on each line.
#' @param target Name of the column that is the target; all others are features.
#' @param scale minmax to scale each feature to the interval from 0 to 1; as they are if not given.
#' @param drop Names of columns to leave out.
#' @param missing What to do with a row in which a value is missing: refuse it, or drop it.
#' @param header Whether the first row is a header; columns without one are called column_1 and so on.
#' @return The table:
#'   \item{X}{Input, n_samples-by-n_features. A column of texts becomes one feature for each text, 1 where the row has
#'   it and 0 elsewhere.}
#'   \item{y}{Targets, n_samples-by-n_outputs.}
#'   \item{classes}{Names of the classes in order; none for a target of numbers.}
#'   \item{columns}{What must be remembered of the columns, so that new rows can be read as this table was.}
#'   \item{notes}{Lines that say what was made of the table beyond the plain reading of its numbers.}
#' @section Errors:
#' InputError: If the file is no such table, there is no such target, or a value is missing or not
#'   what it should be.
#' @source nnref; numbers are read by parse_number, to the same bits in both languages.
#' @seealso [train()], which takes its X, y and columns; [initialize_weights()] for the weights to begin with.
#' @family tables
#' @examples
#' file <- tempfile()
#' writeLines(c("size,kind", "1.5,big", "0.5,small"), file)
#' read_table(file, target = "kind")$X
#' @export
read_table <- function(file, target, scale = NULL, drop = character(), missing = "refuse", header = TRUE) {
  Encoding(target) <- "unknown"
  read <- read_values(file, target, drop, missing, header)
  values <- read$values
  lines <- read$lines
  notes <- read$notes
  if (!target %in% names(values)) {
    known <- list_names(read$names, target)
    stop(InputError(sprintf("%s: no column %s: expected %s", file, show_text(target), known)))
  }
  targets <- values[[target]]
  values[[target]] <- NULL
  if (length(values) == 0) {
    stop(InputError(sprintf("%s: expected at least one column beside the target, found none", file)))
  }
  levels <- find_levels(values, file)
  X <- encode_columns(values, lines, levels, file)
  encoded <- encode_target(targets, lines, file, target)
  for (name in names(levels)) {
    known <- sub("^one of ", "", list_names(levels[[name]], ""), useBytes = TRUE)
    notes <- c(notes, sprintf("column %s: a feature for each of %s", name, known))
  }
  count <- length(encoded$classes)
  is_many <- count > 10 || count > max(2, length(lines) / 2)
  if (is_many && !anyNA(parse_number(encoded$classes))) {
    message <- "target %s: %d whole numbers, a class each; scale it to 0 up to 1 to learn a number"
    notes <- c(notes, sprintf(message, target, count))
  }
  columns <- Columns(names(values), levels, target, encoded$classes, drop)
  table <- Table(X, encoded$y, encoded$classes, columns, notes)
  if (is.null(scale)) table else scale_table(table)
}

#' Read new rows of a table, as the network takes them.
#'
#' @param file Path of a CSV file, with a header or without.
#' @param columns The columns of the table that the network was trained on.
#' @return The input, n_samples-by-n_features: columns found by their names, texts as their levels, numbers
#'   scaled as in the training.
#' @section Errors:
#' InputError: If a column is missing or unknown, or a value is not what it was in the training.
#' @source fixtures/README.md, "A table that is remembered".
#' @examples
#' file <- tempfile()
#' writeLines(c("kind,size", "big,1.5"), file)
#' read_rows_of(file, Columns("size", list(), "kind", character(), character()))
#' @noRd
read_rows_of <- function(file, columns) {
  others <- c(columns$target, columns$dropped)
  read <- read_values(file, c(names(columns$levels), others), names = columns$names)
  encode_values(read$values, read$lines, columns, file)
}

#' The features of new rows, as the network takes them.
#'
#' @param values The values of each column, numbers or texts, by its name.
#' @param lines The number of the line of each value, for the error line.
#' @param columns The columns of the table that the network was trained on.
#' @param file Path of the file, for the error line.
#' @return The input, n_samples-by-n_features.
#' @section Errors:
#' InputError: If a column is missing or unknown, or a value is not what it was in the training.
#' @source nnref
#' @examples
#' columns <- Columns("size", list(), "kind", character(), character())
#' encode_values(list(size = "1.5"), 1, columns, "new.csv")
#' @noRd
encode_values <- function(values, lines, columns, file) {
  for (name in setdiff(columns$names, names(values))) {
    known <- paste(columns$names, collapse = ", ")
    stop(InputError(sprintf("%s: no column %s: expected %s", file, show_text(name), known)))
  }
  for (name in setdiff(names(values), c(columns$names, columns$target, columns$dropped))) {
    known <- list_names(columns$names, name)
    stop(InputError(sprintf("%s: unknown column %s: expected %s", file, show_text(name), known)))
  }
  X <- encode_columns(values[columns$names], lines, columns$levels, file)
  if (is.null(columns$low)) X else scale_minmax(X, columns$low, columns$high)
}

#' A text as a value of a CSV file.
#'
#' @param text The text, on one line.
#' @return The text, in double quotes where it could be taken for something else.
#' @source RFC 4180
#' @examples
#' cat(quote_field("size"), quote_field('5" pipe'))
#' @noRd
quote_field <- function(text) {
  trimmed <- gsub("^[ \t]+|[ \t]+$", "", text, useBytes = TRUE)
  needs <- text == "" || text != trimmed || startsWith(text, "#") || grepl('[,"]', text, useBytes = TRUE)
  if (needs) paste0('"', gsub('"', '""', text, fixed = TRUE, useBytes = TRUE), '"') else text
}

#' The columns of a table as the rows of a file.
#'
#' @param columns The columns.
#' @return A row for each feature, then for the target, each class and each column that is left out: what it is,
#'   its name, its level, its smallest and its largest value; empty where there is none.
#' @source fixtures/README.md, "A table that is remembered".
#' @examples
#' columns_lines(Columns("size", list(), "kind", c("big", "small"), character()))
#' @noRd
columns_lines <- function(columns) {
  rows <- character()
  j <- 0
  for (name in columns$names) {
    levels <- columns$levels[[name]]
    for (level in if (is.null(levels)) NA else levels) {
      j <- j + 1
      ends <- c("", "")
      if (!is.null(columns$low)) {
        ends <- c(format_number(columns$low[j]), format_number(columns$high[j]))
      }
      field <- if (is.na(level)) "" else quote_field(level)
      kind <- if (is.na(level)) "number" else "level"
      rows <- c(rows, paste(c(kind, quote_field(name), field, ends), collapse = ","))
    }
  }
  one_each <- function(kind, names) {
    paste0(kind, ",", vapply(names, quote_field, ""), ",,,", recycle0 = TRUE)
  }
  c(
    rows,
    one_each("target", columns$target),
    one_each("class", columns$classes),
    one_each("drop", columns$dropped)
  )
}

#' Read what was remembered of the columns of a table.
#'
#' @param file Path of a file that holds the rows of columns_lines, below comments.
#' @return The columns.
#' @section Errors:
#' InputError: If the file cannot be read, or does not hold such rows.
#' @source fixtures/README.md, "A table that is remembered".
#' @examples
#' file <- tempfile()
#' writeLines(c("number,size,,1,3", "target,kind,,,"), file)
#' read_columns(file)$high
#' @noRd
read_columns <- function(file) {
  content <- read_lines(file)
  lines <- which(content != "" & !startsWith(content, "#"))
  rows <- split_rows(content[lines], lines, file)
  kinds <- c("number", "level", "target", "class", "drop")
  for (i in seq_along(rows)) {
    where <- sprintf("%s line %d", file, lines[i])
    if (length(rows[[i]]) != 5) {
      stop(InputError(sprintf("%s: expected 5 values, found %d", where, length(rows[[i]]))))
    }
    if (!rows[[i]][1] %in% kinds) {
      known <- paste(kinds, collapse = ", ")
      stop(InputError(sprintf("%s: expected one of %s, found %s", where, known, show_text(rows[[i]][1]))))
    }
  }
  texts <- matrix(as.character(unlist(rows)), ncol = 5, byrow = TRUE)
  Encoding(texts) <- "unknown"
  is_feature <- texts[, 1] %in% c("number", "level")
  targets <- texts[texts[, 1] == "target", 2]
  if (!any(is_feature) || length(targets) != 1) {
    stop(InputError(sprintf("%s: expected a row for each feature and one for the target", file)))
  }
  features <- texts[is_feature, , drop = FALSE]
  is_level <- features[, 1] == "level"
  levels <- split(features[is_level, 3], factor(features[is_level, 2], unique(features[is_level, 2])))
  ends <- t(features[, 4:5, drop = FALSE]) # read row by row
  numbers <- parse_number(ends)
  wrong <- which(is.na(numbers) & ends != "")[1]
  if (!is.na(wrong)) {
    line <- lines[is_feature][(wrong + 1) %/% 2]
    stop(InputError(sprintf("%s line %d: expected a number, found %s", file, line, show_text(ends[wrong]))))
  }
  if (anyNA(numbers) && !all(is.na(numbers))) {
    message <- "%s: expected a smallest and a largest value for every feature or for none"
    stop(InputError(sprintf(message, file)))
  }
  numbers <- matrix(numbers, nrow = 2)
  Columns(
    names = unique(features[, 2]),
    levels = as.list(levels),
    target = targets,
    classes = texts[texts[, 1] == "class", 2],
    dropped = texts[texts[, 1] == "drop", 2],
    low = if (!anyNA(numbers)) numbers[1, , drop = FALSE],
    high = if (!anyNA(numbers)) numbers[2, , drop = FALSE]
  )
}
