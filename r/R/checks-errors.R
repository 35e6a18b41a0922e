# The errors that nnref raises, and how they show what was found.

#' An error in what the user gave: one line that says what, where, and what was expected.
#'
#' @param message The line, without the leading program name.
#' @return The error, to be raised.
#' @source nnref; the command prints it as `nnref: <message>` and ends with exit status 2.
#' @family conditions
#' @examples
#' conditionMessage(InputError("X.csv: no such file"))
#' @export
InputError <- function(message) {
  structure(class = c("InputError", "error", "condition"), list(message = message, call = NULL))
}

#' An error that ends a training early, with all that is needed to go on from the last whole epoch.
#'
#' @param message The line that says why, without the leading program name.
#' @param status The exit status of the command: 3 if the training diverged, 130 if it was interrupted.
#' @param epoch How many epochs were done when the parameters were these.
#' @param parameters Weights and biases by name, all finite.
#' @return The error, to be raised.
#' @source nnref; 130 is what a shell gives for an interrupted command.
#' @family conditions
#' @examples
#' StoppedError("interrupted", 130, 7, list())$epoch
#' @export
StoppedError <- function(message, status, epoch, parameters) {
  fields <- list(message = message, call = NULL, status = status, epoch = epoch, parameters = parameters)
  structure(class = c("StoppedError", "error", "condition"), fields)
}

#' What was found, as an error line quotes it.
#'
#' @param text Any text, of a file or of an argument.
#' @return The text between quotes, no longer than 40 bytes, each byte that is not printable ASCII as
#'   its hex code.
#' @source nnref; a line that is one line whatever is in the file.
#' @examples
#' show_text("1,5")
#' show_text("tab\t")
#' @noRd
show_text <- function(text) {
  found <- as.integer(charToRaw(text))
  if (length(found) > 40) {
    found <- c(found[1:37], utf8ToInt("..."))
  }
  printable <- found >= 32 & found < 127
  shown <- ifelse(printable, intToUtf8(pmax(found, 32), multiple = TRUE), sprintf("\\x%02x", found))
  paste0("'", paste(shown, collapse = ""), "'")
}

#' A text that stays on one line of a terminal, whatever it holds.
#'
#' @param text Any text.
#' @return The text, each control character as its hex code, and all that is not ASCII where it is not UTF-8.
#' @source nnref; a path may hold a line feed, or a code that moves the cursor.
#' @examples
#' escape_controls("a\nb")
#' @noRd
escape_controls <- function(text) {
  bytes <- as.integer(charToRaw(text))
  control <- bytes < 32 | bytes == 127
  if (validUTF8(text)) {
    first <- bytes == 0xc2 & c(bytes[-1], 0) %in% 0x80:0x9f # U+0080 to U+009F
    control <- control | first | c(FALSE, first)[seq_along(bytes)]
  } else {
    control <- control | bytes > 127
  }
  if (!any(control)) {
    return(text)
  }
  escaped <- as.list(bytes)
  escaped[control] <- lapply(sprintf("\\x%02x", bytes[control]), utf8ToInt)
  rawToChar(as.raw(unlist(escaped)))
}

#' The known name that somebody meant who typed another.
#'
#' @param found What was typed.
#' @param known The names that there are.
#' @return The question `; did you mean X?` with the name that takes the fewest changes of a letter, the first of
#'   equally near ones; empty text if even that takes more than a third of its letters, or all.
#' @source V. I. Levenshtein, Binary codes capable of correcting deletions, insertions, and reversals, 1966.
#' @examples
#' nearest_name("mons", c("article", "moons"))
#' nearest_name("mons", "article")
#' @noRd
nearest_name <- function(found, known) {
  if (length(known) == 0 || !all(validUTF8(c(found, known))) || nchar(found) == 0 || nchar(found) > 40) {
    return("")
  }
  distances <- vapply(known, count_changes, 0, a = found)
  near <- which.min(distances)
  allowed <- max(1, nchar(known[near]) %/% 3)
  is_near <- distances[[near]] <= allowed && allowed < nchar(known[near])
  if (is_near) sprintf("; did you mean %s?", known[near]) else ""
}

#' How many letters must be put in, taken out or replaced to make one text of another.
#'
#' @param a A text.
#' @param b Another.
#' @return The smallest number of changes.
#' @source V. I. Levenshtein, Binary codes capable of correcting deletions, insertions, and reversals, 1966.
#' @examples
#' count_changes("mons", "moons")
#' @noRd
count_changes <- function(a, b) {
  drop(utils::adist(a, b))
}
