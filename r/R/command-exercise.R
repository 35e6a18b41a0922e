# The exercises of the two commands: a starter is written, a student's file is checked in a process of its own.

SECONDS <- 10
MEGABYTES <- 4000
ENDING <- ".R"
VERDICT_FILE <- "NNREF_VERDICT"

#' Write an exercise, or check a solution of one, as the options say.
#'
#' @param options Options by name, as read_options returns them: exercise or check, and what belongs to it.
#' @param show A function that prints lines.
#' @return The exit status: 0, or what run_check returns.
#' @section Errors:
#' InputError: If a file cannot be used or written.
#' @source nnref
#' @examples
#' run_own_code(list(exercise = tempfile(fileext = ".R")), show = invisible)
#' @noRd
run_own_code <- function(options, show) {
  if (!is.null(options$exercise)) {
    show(run_exercise(options))
    return(0)
  }
  if (Sys.getenv(VERDICT_FILE) != "") {
    check_alone(options[["check"]], Sys.getenv(VERDICT_FILE))
    return(0)
  }
  if (!is.null(options$watch)) {
    watch_file(options, show)
  }
  checked <- run_check(options)
  show(checked$lines)
  checked$status
}

#' Write a file to fill in.
#'
#' @param options Options by name, as read_options returns them: exercise, and level if given.
#' @return The lines that say what to do with it.
#' @section Errors:
#' InputError: If it cannot be written, or is there already.
#' @source nnref
#' @examples
#' run_exercise(list(exercise = tempfile(fileext = ".R"), level = "d_output"))[2]
#' @noRd
run_exercise <- function(options) {
  file <- options$exercise
  write_exercise(file, if (is.null(options$level)) "steps" else options$level)
  c(sprintf("%s is written: fill in its blanks.", file), sprintf("Check it: Rscript r/train.R --check %s", file))
}

#' Check a student's file in a process of its own, with limits on time and memory.
#'
#' @param file Path of the file.
#' @param seconds How long it may take.
#' @return The verdict.
#' @source nnref; the limits are for endless loops and slips of the pen. They are no sandbox: what the file does to
#'   other files, it does.
#' @examples
#' file <- tempfile(fileext = ".R")
#' writeLines("sigmoid <- function(x) x", file)
#' check_apart(file)$status
#' @noRd
check_apart <- function(file, seconds = SECONDS) {
  out <- tempfile()
  on.exit(unlink(out))
  folder <- dirname(experiments_folder()) # of the installed package, or inst/ in the checkout
  script <- file.path(if (basename(folder) == "inst") dirname(folder) else folder, "train.R")
  status <- suppressWarnings(system2(
    file.path(R.home("bin"), "Rscript"),
    c("--vanilla", shQuote(c(script, "--check", file))),
    stdin = nullfile(),
    stdout = FALSE,
    stderr = FALSE,
    env = c(paste0(VERDICT_FILE, "=", shQuote(out)), paste0("R_LIBS=", shQuote(paste(.libPaths(), collapse = ":")))),
    timeout = seconds + 5
  ))
  if (file.exists(out)) {
    return(readRDS(out))
  }
  text <- sprintf("the process ended with status %d before anything could be judged", as.integer(status))
  text <- if (status == 124) sprintf("does not end: it was stopped after %g seconds", seconds) else text
  unusable(file, paste0(file, ": ", text))
}

#' The verdict on a file that cannot be judged.
#'
#' @param file What to call the file.
#' @param text What is wrong, one line.
#' @return The verdict.
#' @source nnref
#' @examples
#' unusable("mine.R", "mine.R: is empty")$status
#' @noRd
unusable <- function(file, text) {
  Verdict(file, 2, list(), list(quantity = "", text = text, unusable = TRUE), character())
}

#' What the process of its own does: check, within limits, and write the verdict down.
#'
#' @param file Path of the student's file.
#' @param out Path of the file for the verdict.
#' @return Nothing.
#' @source nnref
#' @examples
#' file <- tempfile(fileext = ".R")
#' check_alone(file, paste0(file, "DS"))
#' readRDS(paste0(file, "DS"))$status
#' @noRd
check_alone <- function(file, out) {
  mem.maxVSize(MEGABYTES)
  setTimeLimit(elapsed = SECONDS)
  on.exit(setTimeLimit())
  hangs <- "%s: does not end: after %d seconds it is still in %s"
  verdict <- tryCatch(
    check(file),
    InputError = function(problem) unusable(file, conditionMessage(problem)),
    StoppedError = function(stopped) {
      unusable(file, sprintf(hangs, file, as.integer(SECONDS), conditionMessage(stopped)))
    }
  )
  setTimeLimit()
  saveRDS(verdict, out)
  invisible()
}

#' Check a file, or each file of a folder.
#'
#' @param options Options by name, as read_options returns them: check, and hint, verbose, json and save if given.
#' @return By name: lines, what to print; and status, 0 if all is right, 1 if not yet, 2 if a file cannot be judged.
#' @section Errors:
#' InputError: If there is no such file or folder, or the table cannot be written.
#' @source nnref
#' @examples
#' file <- tempfile(fileext = ".R")
#' writeLines("sigmoid <- function(x) x", file)
#' run_check(list(check = file, hint = 1))$status
#' @noRd
run_check <- function(options) {
  file <- options[["check"]]
  if (dir.exists(file)) {
    files <- file.path(file, sort(list.files(file), method = "radix"))
    files <- files[endsWith(files, ENDING)]
    if (length(files) == 0) {
      stop(InputError(sprintf("%s: expected hand-ins, files that end in %s; found none", file, ENDING)))
    }
    verdicts <- lapply(files, check_apart)
  } else if (!file.exists(file)) {
    stop(InputError(sprintf("%s: no such file", file)))
  } else if (!endsWith(file, ENDING)) {
    stop(InputError(sprintf("%s: expected a file that ends in %s, or a folder of such files", file, ENDING)))
  } else {
    verdicts <- list(check_apart(file))
  }
  if (!is.null(options$save)) {
    write_table(verdicts, options$save)
  }
  status <- max(vapply(verdicts, `[[`, 0, "status"))
  if (!is.null(options$json)) {
    return(list(lines = vapply(verdicts, record_line, ""), status = status))
  }
  if (dir.exists(file)) {
    return(list(lines = class_table(verdicts), status = status))
  }
  verdict <- verdicts[[1]]
  if (length(verdict$steps) == 0) {
    stop(InputError(verdict$finding$text))
  }
  verdict$hint <- if (is.null(options$hint)) 0 else options$hint
  verdict$verbose <- !is.null(options$verbose)
  list(lines = verdict_lines(verdict), status = status)
}

#' A verdict in a few words.
#'
#' @param verdict The verdict.
#' @return By name: file; status; right, how many quantities are; quantity, the first that is not, empty if there is
#'   none; step, that of the article; line, the student's, 0 if it is not known; mistake, names joined by `and`, or
#'   by `or` where each explains all; and text, what is wrong.
#' @source nnref
#' @examples
#' summary_of(Verdict("mine.R", 0, list(c("5", "E", "right")), list(), character()))$right
#' @noRd
summary_of <- function(verdict) {
  finding <- verdict$finding
  or <- function(value, default) if (is.null(value)) default else value
  state <- or(finding$state, "")
  quantity <- sub("new_", "", or(finding$quantity, ""))
  table <- do.call(rbind, c(list(character(3)), verdict$steps))
  list(
    file = verdict$file,
    status = verdict$status,
    right = sum(table[, 3] == "right"),
    quantity = quantity,
    step = table[match(quantity, table[, 2]), 1],
    line = or(finding$line, 0),
    mistake = paste(vapply(or(finding$mistakes, list()), paste, "", collapse = " and "), collapse = " or "),
    text = if (state == "not written yet") state else or(finding$text, "")
  )
}

#' A verdict as a record that a program reads.
#'
#' @param verdict The verdict.
#' @return One line of JSON.
#' @source RFC 8259
#' @examples
#' record_line(Verdict("mine.R", 0, list(), list(), character()))
#' @noRd
record_line <- function(verdict) {
  one <- summary_of(verdict)
  escaped <- function(text) {
    text <- gsub("\\", "\\\\", text, fixed = TRUE)
    text <- gsub("\"", "\\\"", text, fixed = TRUE)
    paste0("\"", gsub("\t", "\\t", text, fixed = TRUE), "\"")
  }
  values <- vapply(
    one,
    function(value) if (is.character(value)) escaped(value) else sprintf("%d", as.integer(value)),
    ""
  )
  sprintf("{%s}", paste(sprintf("\"%s\": %s", names(one), values), collapse = ", "))
}

#' The verdicts on a class, a line for each hand-in.
#'
#' @param verdicts The verdicts.
#' @return The lines of the table.
#' @source nnref
#' @examples
#' class_table(list(Verdict("mine.R", 0, list(c("5", "E", "right")), list(), character())))[2]
#' @noRd
class_table <- function(verdicts) {
  rows <- lapply(verdicts, function(verdict) {
    one <- summary_of(verdict)
    has_step <- !one$step %in% c("", "0", NA)
    first <- if (has_step) sprintf("step %s, %s", one$step, one$quantity) else one$quantity
    first <- if (first == "" && verdict$status == 0) "all right" else first
    c(basename(verdict$file), first, if (one$mistake == "") one$text else one$mistake)
  })
  table <- do.call(rbind, c(list(c("file", "first that is wrong", "mistake")), rows))
  widths <- apply(nchar(table), 2, max)
  trimws(sprintf("%-*s  %-*s  %s", widths[1], table[, 1], widths[2], table[, 2], table[, 3]), "right")
}

#' Write the verdicts on a class as a table.
#'
#' @param verdicts The verdicts.
#' @param file Path of the CSV file to write.
#' @return Nothing.
#' @section Errors:
#' InputError: If it cannot be written.
#' @source nnref
#' @examples
#' file <- tempfile(fileext = ".csv")
#' write_table(list(Verdict("mine.R", 0, list(), list(), character())), file)
#' readLines(file)[2]
#' @noRd
write_table <- function(verdicts, file) {
  summaries <- lapply(verdicts, summary_of)
  quoted <- function(value) {
    text <- if (is.character(value)) value else sprintf("%d", as.integer(value))
    if (grepl("[\",]", text)) paste0("\"", gsub("\"", "\"\"", text, fixed = TRUE), "\"") else text
  }
  rows <- vapply(summaries, function(one) paste(vapply(one, quoted, ""), collapse = ","), "")
  tryCatch(
    suppressWarnings(write_lines(c(paste(names(summaries[[1]]), collapse = ","), rows), file)),
    error = function(problem) stop(InputError(sprintf("%s: cannot be written", file)))
  )
  invisible()
}

#' Check a file again whenever it is saved.
#'
#' @param options Options by name, as run_check takes them.
#' @param show A function that prints lines.
#' @param rounds After how many checks to end; never, but for Ctrl-C, if 0.
#' @return Nothing.
#' @source nnref
#' @examples
#' watch_file(list(check = "no_such_file.R"), print, rounds = 1)
#' @noRd
watch_file <- function(options, show, rounds = 0) {
  seen <- -1
  done <- 0
  while (rounds == 0 || done < rounds) {
    changed <- file.mtime(options[["check"]])
    if (identical(seen, changed)) {
      Sys.sleep(0.2)
      next
    }
    seen <- changed
    lines <- tryCatch(run_check(options)$lines, InputError = function(problem) conditionMessage(problem))
    show(if (done == 0) lines else c("", lines))
    done <- done + 1
    Sys.sleep(0.2)
  }
  invisible()
}
