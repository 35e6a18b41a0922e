# Matrices as files, read and written without losing a bit.

BLOCK <- 2^22

#' Read a text file block by block, so that no more of it is in memory at once.
#'
#' @param file Path of the file.
#' @param use A function of the lines of a block, without their ends (line feed, carriage return, or both) and
#'   without a leading byte-order mark; of the number of lines before them; and of a list of what it
#'   returned for the blocks before.
#' @return The list of what use returned for each block.
#' @section Errors:
#' InputError: If the file cannot be read, or is not plain text, or if use raises it.
#' @source fixtures/README.md
#' @examples
#' file <- file.path(experiment_folder("article"), "settings.csv")
#' read_blocks(file, function(lines, before, earlier) tail(lines, 1))
#' @noRd
read_blocks <- function(file, use) {
  if (is_folder(file)) {
    stop(InputError(sprintf("%s: expected a file, found a folder", file)))
  }
  there <- literal(file)
  if (!file.exists(there)) {
    stop(InputError(sprintf("%s: no such file", file)))
  }
  cannot_read <- function(problem) stop(InputError(sprintf("%s: cannot be read", file)))
  # with its folder, else `stdin` would not be the file of that name
  path <- paste0(normalizePath(dirname(there), mustWork = FALSE), "/", basename(there))
  open_stream <- function() file(path, "rb", raw = TRUE) # else R would unpack a compressed file, and warn of a pipe
  stream <- tryCatch(open_stream(), error = cannot_read, warning = cannot_read)
  on.exit(close(stream))

  results <- list()
  problem <- NULL
  size <- before <- 0
  rest <- raw()
  repeat {
    content <- tryCatch(readBin(stream, "raw", BLOCK), error = cannot_read, warning = cannot_read)
    if (length(grepRaw(as.raw(0), content, fixed = TRUE)) > 0) {
      stop(InputError(sprintf("%s: expected plain text, found a zero byte", file)))
    }
    size <- size + length(content)
    is_last <- length(content) == 0
    if (is_last && !isTRUE(size >= file.size(there))) {
      cannot_read() # the disk gave too little, and R is not told of it in another way; or the file is gone
    }
    if (size == 0 && is_file(file) && is.na(suppressWarnings(tools::md5sum(path)))) {
      cannot_read() # nor that nothing of it can be read
    }
    content <- c(rest, content)
    if (before == 0 && identical(content[1:3], as.raw(c(0xef, 0xbb, 0xbf)))) {
      content <- content[-(1:3)]
    }
    rest <- raw()
    if (!is_last && identical(content[length(content)], charToRaw("\r"))) {
      # it may be half of a line's end
      rest <- charToRaw("\r")
      content <- content[-length(content)]
    }
    text <- rawToChar(content)
    if (grepl("\r", text, fixed = TRUE, useBytes = TRUE)) {
      text <- gsub("\r\n?", "\n", text, useBytes = TRUE)
    }
    lines <- strsplit(text, "\n", fixed = TRUE, useBytes = TRUE)[[1]]
    if (!is_last && length(lines) > 0 && !content[length(content)] %in% charToRaw("\r\n")) {
      rest <- c(charToRaw(lines[length(lines)]), rest)
      lines <- lines[-length(lines)]
    }
    if (length(lines) > 0 && is.null(problem)) {
      result <- tryCatch(use(lines, before, results), InputError = function(found) found)
      if (inherits(result, "InputError")) {
        problem <- result # unless there is a zero byte further on
      }
      results <- c(results, list(result))
    }
    before <- before + length(lines)
    if (is_last) {
      break
    }
  }
  if (!is.null(problem)) {
    stop(problem)
  }
  results
}

#' The lines of a text file, whatever ends them.
#'
#' @param file Path of the file.
#' @return The lines without their ends (line feed, carriage return, or both) and without a leading
#'   byte-order mark.
#' @section Errors:
#' InputError: If the file cannot be read, or is not plain text.
#' @source fixtures/README.md
#' @examples
#' tail(read_lines(file.path(experiment_folder("article"), "settings.csv")), 1)
#' @noRd
read_lines <- function(file) {
  as.character(unlist(read_blocks(file, function(lines, before, earlier) lines)))
}

#' The rows among the lines of a fixture, without comments and empty lines, cut at the commas.
#'
#' @param lines The lines.
#' @param before How many lines of the file are before them.
#' @return By name: line, the number of each row's line, from 1; values, each row's values as text,
#'   without spaces around.
#' @source fixtures/README.md
#' @examples
#' cut_rows(c("# one row", "1, 2"))
#' @noRd
cut_rows <- function(lines, before = 0) {
  is_row <- !startsWith(lines, "#") & grepl("[^ \t]", lines, useBytes = TRUE)
  ended <- paste0(lines[is_row], ",", recycle0 = TRUE) # so that each value is followed by a comma
  blank <- grep("[ \t]", ended, useBytes = TRUE)
  ended[blank] <- gsub("[ \t]*,[ \t]*", ",", sub("^[ \t]+", "", ended[blank], useBytes = TRUE), useBytes = TRUE)
  list(
    line = which(is_row) + before,
    values = strsplit(ended, ",", fixed = TRUE, useBytes = TRUE)
  )
}

#' Read a matrix.
#'
#' @param file Path of a file in the fixture format: a row on each line, values separated by commas.
#' @return The matrix, bit for bit as it was written.
#' @section Errors:
#' InputError: If the file cannot be read, is ragged or empty, or holds what is no finite number.
#' @source fixtures/README.md
#' @family files
#' @examples
#' read_matrix(system.file("experiments/article/y.csv", package = "nnref"))
#' @export
read_matrix <- function(file) {
  read_rows <- function(lines, before, earlier) {
    rows <- cut_rows(lines, before)
    n_columns <- c(unlist(lapply(earlier, ncol)), lengths(rows$values))[1]
    ragged <- which(lengths(rows$values) != n_columns)[1]
    # a wrong value before the ragged row is the first thing to say
    whole <- if (is.na(ragged)) seq_along(rows$line) else seq_len(ragged - 1)
    texts <- as.character(unlist(rows$values[whole]))
    numbers <- parse_number(texts)
    if (anyNA(numbers)) {
      wrong <- which(is.na(numbers))[1]
      message <- sprintf(
        "%s line %.0f, value %d: expected a finite number, found %s",
        file,
        rows$line[(wrong - 1) %/% n_columns + 1],
        (wrong - 1) %% n_columns + 1,
        show_text(texts[wrong])
      )
      stop(InputError(message))
    }
    if (!is.na(ragged)) {
      message <- sprintf(
        "%s line %.0f: expected as many values as in the first row (%d), found %d",
        file,
        rows$line[ragged],
        n_columns,
        lengths(rows$values)[ragged]
      )
      stop(InputError(message))
    }
    if (length(numbers) > 0) {
      matrix(numbers, ncol = n_columns, byrow = TRUE) # R fills down the columns unless told
    }
  }

  A <- do.call(rbind, read_blocks(file, read_rows))
  if (is.null(A)) {
    stop(InputError(sprintf("%s: expected at least one row of numbers, found none", file)))
  }
  A
}

#' Write a matrix.
#'
#' @param A Any matrix of finite numbers.
#' @param file Path of the file to write.
#' @param comments Lines for its header: what it is and where it comes from.
#' @return Nothing; the file has the header, the shape, up to 10 rows and columns in decimals for people,
#'   and then the matrix, a row on each line.
#' @source fixtures/README.md
#' @family files
#' @examples
#' file <- tempfile()
#' write_matrix(rbind(c(0.5, 2)), file, comments = "An example")
#' readLines(file)
#' @export
write_matrix <- function(A, file, comments) {
  lines <- c(comments, sprintf("Shape: %d x %d", nrow(A), ncol(A)))
  if (any(A != floor(A))) {
    lines <- c(lines, "In decimals:", paste0("  ", matrix_lines(A)))
  }
  write_lines(paste("#", vapply(lines, escape_controls, "")), file)
  size <- max(1, 100000 %/% ncol(A)) # rows at a time, so that not all texts are in memory at once
  for (start in seq(1, nrow(A), by = size)) {
    rows <- A[start:min(start + size - 1, nrow(A)), , drop = FALSE]
    texts <- lapply(seq_len(ncol(A)), function(column) format_number(rows[, column]))
    write_lines(do.call(paste, c(texts, sep = ",")), file, append = TRUE)
  }
}

#' A matrix as lines for people, its columns lined up.
#'
#' @param A Any matrix.
#' @param exact Whether A is input, and so may be shown as whole numbers if it holds nothing else.
#' @return A line for each of the first 10 rows, with the first 10 columns, and how much is left out.
#' @source nnref
#' @examples
#' matrix_lines(rbind(c(1, 0)), exact = TRUE)
#' @noRd
matrix_lines <- function(A, exact = FALSE) {
  text <- format_decimals(A[seq_len(min(10, nrow(A))), seq_len(min(10, ncol(A))), drop = FALSE], exact)
  text[] <- formatC(text, width = max(nchar(text)))
  more <- if (ncol(A) > 10) sprintf(" ... %d more columns", ncol(A) - 10) else ""
  lines <- paste0(apply(text, 1, paste, collapse = " "), more)
  if (nrow(A) > 10) c(lines, sprintf("... %d more rows", nrow(A) - 10)) else lines
}

#' Write lines to a text file, each ended by a line feed.
#'
#' @param lines The lines.
#' @param file Path of the file to write.
#' @param append Whether what the file holds stays before them.
#' @return Nothing.
#' @source fixtures/README.md
#' @examples
#' file <- tempfile()
#' write_lines(c("# two", "lines"), file)
#' readLines(file)
#' @noRd
write_lines <- function(lines, file, append = FALSE) {
  before <- if (append) file.size(file) else 0
  path <- paste0(normalizePath(dirname(file)), "/", basename(file)) # else R would take http:// for more
  stream <- file(path, if (append) "ab" else "wb")
  writeLines(lines, stream, useBytes = TRUE)
  close(stream)
  if (file.size(file) != before + sum(nchar(lines, "bytes") + 1)) {
    stop(sprintf("%s: cannot be written", file)) # R does not say when the disk is full
  }
}
