# Folders and files that are replaced as a whole: a save that is killed leaves the old one or the new one.

#' Refuse to save where nothing can be written.
#'
#' @param path Path of the folder or file to write.
#' @return Nothing.
#' @section Errors:
#' InputError: If no folder can be made beside it, or above, where the folders that lead to it are missing.
#' @source nnref; called before the training, so that no work is lost.
#' @examples
#' check_save_place(file.path(tempdir(), "a-new-folder"))
#' @noRd
check_save_place <- function(path) {
  path <- sub("(.)/+$", "\\1", path, useBytes = TRUE)
  place <- normalizePath(path, mustWork = FALSE)
  while (!file.exists(dirname(place))) {
    place <- dirname(place)
  }
  refuse <- function(problem) stop(InputError(sprintf("%s: cannot be written", path)))
  tryCatch(remove_folder(make_workplace(place)), error = refuse)
  invisible()
}

#' The name of this process, different from that of any other that runs, on any machine.
#'
#' @return The name of the machine, a hyphen, and the number of the process.
#' @source nnref
#' @examples
#' process_name()
#' @noRd
process_name <- function() {
  paste0(Sys.info()[["nodename"]], "-", Sys.getpid())
}

#' Whether what bears the name of a process is left over, since the process was killed.
#'
#' @param owner Name of the process.
#' @return Whether it was one of this machine and runs no more. What bears the name of this process counts as
#'   left over, from an earlier one of the same number: it asks before it makes anything itself.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' is_left(process_name())
#' is_left("another machine-1")
#' @noRd
is_left <- function(owner) {
  process <- sub(".*-", "", owner)
  if (!grepl("^[0-9]+$", process) || owner != paste0(Sys.info()[["nodename"]], "-", process)) {
    return(FALSE)
  }
  # pskill does not tell a process of another user from none
  runs <- as.numeric(process) < 2^31 && (tools::pskill(process, 0) || dir.exists(file.path("/proc", process)))
  !runs || owner == process_name()
}

#' When a folder was changed; it changes with each save.
#'
#' @param folder Path of the folder.
#' @return The time, or a number below 0 if there is no such folder.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' modified("a-new-folder")
#' @noRd
modified <- function(folder) {
  time <- as.numeric(file.mtime(folder))
  if (is.na(time)) -1 else time
}

#' Rename a file or a folder, in one step.
#'
#' @param path Its path.
#' @param to Its new path. A file there is replaced; a folder that has something in it is not.
#' @return Nothing.
#' @section Errors:
#' OSError: If it cannot be renamed; then all is as it was.
#' @source POSIX, rename.
#' @examples
#' place <- tempfile()
#' dir.create(file.path(place, "one"), recursive = TRUE)
#' move(file.path(place, "one"), file.path(place, "another"))
#' list.files(place)
#' @noRd
move <- function(path, to) {
  if (!suppressWarnings(file.rename(path, to))) {
    stop(sprintf("%s: cannot be renamed", path))
  }
  invisible()
}

#' Make a folder for what is not yet, or no longer, in its place.
#'
#' @param target Path of what is to be replaced.
#' @return The path of the new folder, beside it. What killed processes left there is moved into the new folder,
#'   to be removed with it.
#' @section Errors:
#' OSError: If it cannot be made.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' make_workplace(tempfile())
#' @noRd
make_workplace <- function(target) {
  workplace <- sprintf("%s.nnref-%s", target, process_name())
  remove_folder(workplace)
  if (!dir.create(workplace, showWarnings = FALSE)) {
    stop(sprintf("%s: cannot be made", workplace))
  }
  start <- paste0(basename(target), ".nnref-")
  names <- list.files(dirname(target), all.files = TRUE, no.. = TRUE)
  for (name in setdiff(names[startsWith(names, start)], basename(workplace))) {
    if (is_left(substring(name, nchar(start) + 1))) {
      # if it fails, another process did it
      try(move(file.path(dirname(target), name), file.path(workplace, name)), silent = TRUE)
    }
  }
  workplace
}

#' Remove a folder with all that is in it, if it is there.
#'
#' @param folder Path of the folder.
#' @return Nothing.
#' @source nnref
#' @examples
#' remove_folder("a-new-folder")
#' @noRd
remove_folder <- function(folder) {
  suppressWarnings(unlink(folder, recursive = TRUE, expand = FALSE)) # a star in a name is a star
  invisible()
}

#' Wait until no other process replaces a folder, and let the others wait from then on.
#'
#' @param folder Path of the folder.
#' @param workplace What make_workplace returned for it.
#' @param patience After how many seconds without a change a lock is taken from a process that may still run:
#'   nobody needs it for more than a moment.
#' @return Nothing.
#' @section Errors:
#' OSError: If the lock cannot be had.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' folder <- tempfile()
#' take_lock(folder, make_workplace(folder))
#' list.files(paste0(folder, ".nnref-lock")) == process_name()
#' @noRd
take_lock <- function(folder, workplace, patience = 10) {
  lock <- paste0(folder, ".nnref-lock")
  dir.create(file.path(workplace, "lock"))
  file.create(file.path(workplace, "lock", process_name()))
  seen <- NULL
  # the renaming fails if there is a folder with something in it
  while (!suppressWarnings(file.rename(file.path(workplace, "lock"), lock))) {
    if (!identical(modified(lock), seen)) {
      seen <- modified(lock)
      since <- proc.time()[["elapsed"]]
    }
    waited <- proc.time()[["elapsed"]] - since
    if (waited > 2 * patience) {
      stop(sprintf("%s: cannot be made", lock))
    }
    for (owner in list.files(lock, all.files = TRUE, no.. = TRUE)) {
      if (waited > patience || is_left(owner)) {
        open_lock(folder, owner)
      }
    }
    Sys.sleep(0.002)
  }
  invisible()
}

#' End the wait of other processes to replace a folder.
#'
#' @param folder Path of the folder.
#' @param owner Name of the process that has the lock; if another one has it by now, it keeps it.
#' @return Nothing.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' open_lock("a-new-folder", process_name())
#' @noRd
open_lock <- function(folder, owner) {
  lock <- paste0(folder, ".nnref-lock")
  suppressWarnings(file.remove(file.path(lock, owner), lock)) # a folder only if it is empty
  invisible()
}

#' Where a folder is, also if a save was killed while it replaced it.
#'
#' @param folder Path of the folder.
#' @return Its path, or the path of its old content if there is only that.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' find_folder("a-new-folder")
#' @noRd
find_folder <- function(folder) {
  old <- paste0(folder, ".nnref-old")
  # in this order, for what is moved there in between; R warns of a path too long to be one
  if (file.exists(folder) || !suppressWarnings(dir.exists(old))) folder else old
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
#' @noRd
read_undisturbed <- function(folder, read) {
  repeat {
    found <- find_folder(folder)
    before <- modified(found)
    content <- tryCatch(read(found), InputError = function(problem) problem)
    if (!inherits(content, "InputError") && modified(found) == before) {
      return(content)
    }
    # in this order: what was away for a moment is there again, or still is nowhere
    if (inherits(content, "InputError") && find_folder(folder) == found && modified(found) == before) {
      stop(content)
    }
  }
}

#' Put the old content of a folder back, if a save was stopped before it put the new one there.
#'
#' @param folder Path of the folder; this process has its lock.
#' @return Nothing.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' put_back("a-new-folder")
#' @noRd
put_back <- function(folder) {
  if (find_folder(folder) != folder) {
    move(find_folder(folder), folder)
  }
  invisible()
}

#' Write a folder anew, in the place of the old one if there is one.
#'
#' @param folder Path of the folder.
#' @param write A function of the path of an empty folder, which fills it.
#' @param check A function that raises an error if the old folder is to stay, called at the last moment.
#' @return Nothing.
#' @section Errors:
#' OSError: If it cannot be written; then the old one is where it was, as it is if write or check raises an
#'   error.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' folder <- tempfile()
#' replace_folder(folder, function(new) dir.create(file.path(new, "content")), function() NULL)
#' list.files(folder)
#' @noRd
replace_folder <- function(folder, write, check) {
  old <- paste0(folder, ".nnref-old")
  dir.create(dirname(folder), showWarnings = FALSE, recursive = TRUE)
  workplace <- make_workplace(folder)
  on.exit(remove_folder(workplace))
  new <- file.path(workplace, "new")
  dir.create(new)
  write(new)
  take_lock(folder, workplace)
  give_up <- function() {
    put_back(folder)
    open_lock(folder, process_name())
  }
  on.exit(give_up(), add = TRUE, after = FALSE)
  put_back(folder)
  check()
  if (file.exists(old)) {
    move(old, file.path(workplace, "older"))
  }
  # later than the old one, whatever the clock says
  Sys.setFileTime(new, max(Sys.time(), .POSIXct(modified(folder) + 0.001)))
  if (file.exists(folder)) {
    move(folder, old)
  }
  move(new, folder)
  if (file.exists(old)) {
    move(old, file.path(workplace, "old"))
  }
  invisible()
}

#' Write a file anew, in the place of the old one if there is one.
#'
#' @param file Path of the file.
#' @param write A function of the path of a file, which writes it.
#' @return Nothing.
#' @section Errors:
#' OSError: If it cannot be written; then the old one is as it was.
#' @source nnref
#' @examples
#' file <- tempfile()
#' replace_file(file, function(new) writeLines("whole", new))
#' readLines(file)
#' @noRd
replace_file <- function(file, write) {
  workplace <- make_workplace(file)
  on.exit(remove_folder(workplace))
  new <- file.path(workplace, "new")
  write(new)
  move(new, file)
}
