# Folders that are replaced as a whole: a save that is killed leaves the old one or the new one.

#' What saves that have not ended keep beside a folder.
#'
#' @param folder Path of the folder that they save.
#' @param ending `tmp` for what may be incomplete, `old` for a whole folder that is being replaced.
#' @return The number of the process that saves, by path, in the order of their names.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' unfinished_saves("a-new-folder", "tmp")
#' @export
unfinished_saves <- function(folder, ending) {
  names <- list.files(dirname(folder), all.files = TRUE)
  start <- paste0(basename(folder), ".")
  rest <- substring(names[startsWith(names, start)], nchar(start) + 1)
  rest <- sort(rest[grepl(sprintf("^[0-9]+[.]%s$", ending), rest)], method = "radix") # which refuses other letters
  stats::setNames(as.numeric(sub("[.].*", "", rest)), sprintf("%s.%s", folder, rest))
}

#' Where a folder is, also if a save was stopped while it replaced it.
#'
#' @param folder Path of the folder.
#' @return Its path, or the path of its old content if there is only that.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' find_folder("a-new-folder")
#' @export
find_folder <- function(folder) {
  old <- if (file.exists(folder)) character() else names(unfinished_saves(folder, "old"))
  if (length(old) > 0 && !file.exists(folder)) old[1] else folder
}

#' Read a folder, again if it is replaced meanwhile, so that all files are from one save.
#'
#' @param folder Path of the folder.
#' @param read A function of the path at which the folder is found, which returns what it reads.
#' @return What read returned.
#' @section Errors:
#' InputError: If read raises it, and the folder was not replaced.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' read_undisturbed(".", function(folder) list(folder = folder))
#' @export
read_undisturbed <- function(folder, read) {
  repeat {
    found <- find_folder(folder)
    before <- file.mtime(found)
    content <- tryCatch(read(found), InputError = function(problem) problem)
    is_same <- identical(file.mtime(found), before)
    if (inherits(content, "InputError") && is_same && find_folder(folder) == found) {
      stop(content)
    }
    if (!inherits(content, "InputError") && is_same) {
      return(content)
    }
  }
}

#' Put a folder back, and remove what is left beside it, if saves were killed.
#'
#' @param folder Path of the folder.
#' @return Nothing. What belongs to a save that goes on is left alone.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' remove_unfinished("a-new-folder")
#' @export
remove_unfinished <- function(folder) {
  # there is nothing of ours yet
  is_alive <- function(process) process != Sys.getpid() && process < 2^31 && tools::pskill(process, 0)

  old <- unfinished_saves(folder, "old")
  for (name in names(old)[!vapply(old, is_alive, NA)]) {
    temporary <- sub("old$", "tmp", name)
    if (!file.exists(folder)) {
      file.rename(name, folder)
    } else {
      remove_folder(temporary)
      file.rename(name, temporary)
    }
  }
  temporary <- unfinished_saves(folder, "tmp")
  for (name in names(temporary)[!vapply(temporary, is_alive, NA)]) {
    remove_folder(name)
  }
  invisible()
}

#' Remove a folder with all that is in it, if it is there.
#'
#' @param folder Path of the folder.
#' @return Nothing.
#' @source nnref
#' @examples
#' remove_folder("a-new-folder")
#' @export
remove_folder <- function(folder) {
  suppressWarnings(unlink(folder, recursive = TRUE, expand = FALSE)) # a star in a name is a star
  invisible()
}

#' Put a new folder in the place of an old one.
#'
#' @param folder Path of the old folder; there may be none.
#' @param temporary Path of the new folder, whole, beside the old one: folder, a point, the number of this
#'   process and `.tmp`.
#' @return Nothing; the new folder is at its place, and the old one, if any, is what temporary now names.
#' @section Errors:
#' OSError: If a folder cannot be renamed; then the old one is where it was.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' place <- tempfile()
#' dir.create(file.path(place, "mine.1.tmp"), recursive = TRUE)
#' replace_folder(file.path(place, "mine"), file.path(place, "mine.1.tmp"))
#' list.files(place)
#' @export
replace_folder <- function(folder, temporary) {
  rename <- function(from, to) suppressWarnings(file.rename(from, to))

  old <- sub("tmp$", "old", temporary)
  for (attempt in seq_len(100)) {
    # another save may put its own folder there in between: then that one is replaced too
    if (!rename(folder, old) && file.exists(folder)) {
      next
    }
    if (rename(temporary, folder)) {
      if (file.exists(old)) {
        rename(old, temporary)
      }
      return(invisible())
    }
    if (file.exists(folder)) {
      remove_folder(old)
    } else {
      rename(old, folder)
    }
  }
  stop(sprintf("%s is replaced all the time", folder))
}
