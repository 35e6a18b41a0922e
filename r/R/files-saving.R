# Folders and files that are replaced as a whole: a save that is killed leaves the old one or the new one.

#' A path as the system is to take it: a `~` at its beginning is a letter.
#'
#' @param path The path.
#' @return The path, or one to the same place.
#' @source nnref; R takes `~` and `~user` for home folders, Python does not.
#' @examples
#' literal("~root/mine")
#' @noRd
literal <- function(path) {
  if (startsWith(path, "~")) paste0("./", path) else path
}

#' Whether there is a folder, or a link to one.
#'
#' @param path Its path.
#' @return Whether there is.
#' @source POSIX, stat; R takes a socket and a block device for folders.
#' @examples
#' is_folder(".")
#' is_folder("a-new-folder")
#' @noRd
is_folder <- function(path) {
  path <- literal(path)
  found <- file.info(path, extra_cols = FALSE)
  isTRUE(found$isdir && (found$size > 0 || file.exists(paste0(path, "/."))))
}

#' Whether there is an ordinary file, or a link to one: no folder, pipe or device.
#'
#' @param path Its path.
#' @return Whether there is.
#' @source POSIX, stat; R does not tell a pipe or a device from an empty file.
#' @examples
#' is_file(tempdir())
#' @noRd
is_file <- function(path) {
  path <- literal(path)
  if (!isFALSE(file.info(path, extra_cols = FALSE)$isdir)) {
    return(FALSE)
  }
  is_ordinary <- function() {
    seen <- new.env()
    note <- function(warning) {
      seen$warning <- warning # that it is no regular file
      invokeRestart("muffleWarning")
    }
    close(withCallingHandlers(file(path, "r+b"), warning = note)) # which does not wait for the other end of a pipe
    is.null(seen$warning)
  }
  file.size(path) > 0 || tryCatch(is_ordinary(), error = function(problem) TRUE) # an error if it may not be written
}

#' Where a path leads to, so that a link stays one when what it names is replaced.
#'
#' @param path A path, of something that is there or is not.
#' @return The path without links, and without a slash at its end.
#' @source POSIX, realpath.
#' @examples
#' follow_links("a-new-folder/")
#' @noRd
follow_links <- function(path) {
  path <- literal(sub("(.)/+$", "\\1", path, useBytes = TRUE))
  for (link in 1:40) {
    target <- Sys.readlink(path) # normalizePath would stop at one that leads to nothing
    if (is.na(target) || target == "") {
      is_known <- file.exists(path) || dirname(path) == path
      above <- if (is_known) "" else follow_links(dirname(path))
      return(if (is_known) normalizePath(path) else paste0(sub("/$", "", above), "/", basename(path)))
    }
    path <- if (startsWith(target, "/")) target else paste0(dirname(path), "/", target)
  }
  path
}

#' Refuse to save where nothing can be written, or where what is there cannot be replaced.
#'
#' @param path Path of the folder or file to write.
#' @return Nothing.
#' @section Errors:
#' InputError: If nothing can be made beside it, or above, where the folders that lead to it are missing; or if
#'   it is there and cannot be renamed, like the place where a disk is mounted.
#' @source nnref; called before the training, so that no work is lost.
#' @examples
#' check_save_place(paste0(tempdir(), "/a-new-folder"))
#' @noRd
check_save_place <- function(path) {
  look <- function() {
    place <- parent <- follow_links(path)
    while (!file.exists(dirname(parent))) {
      parent <- dirname(parent)
    }
    new <- unused_name(parent, "new")
    stopifnot(dir.create(new, showWarnings = FALSE))
    remove_all(new)
    if (file.exists(place)) {
      on.exit(put_back(place))
      put_aside <- function() suppressWarnings(file.rename(place, unused_name(place, "old")))
      stopifnot(put_aside() || !file.exists(place) || put_aside()) # unless another save has just done it
    }
  }
  refuse <- function(problem) {
    stop(InputError(sprintf("%s: cannot be written", sub("(.)/+$", "\\1", path, useBytes = TRUE))))
  }
  tryCatch(look(), error = refuse, warning = refuse)
  invisible()
}

#' A name beside a path that no other save has, in this process or any other, on any machine.
#'
#' @param path The path of what is to be replaced.
#' @param ending What it is for: new, old or gone.
#' @return The path with the new name.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' unused_name("mine", "new") != unused_name("mine", "new")
#' @noRd
unused_name <- function(path, ending) {
  digits <- basename(tempfile("")) # hex digits, from no random numbers of the user's
  sprintf("%s.nnref-%s.%s", path, digits, ending)
}

#' What saves have put beside a path.
#'
#' @param path The path of what they replace.
#' @param ending What it is for: new, old or gone.
#' @return The paths; none if the folder above cannot be read.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' names_beside("a-new-folder", "old")
#' @noRd
names_beside <- function(path, ending) {
  path <- literal(path)
  start <- paste0(basename(path), ".nnref-")
  names <- list.files(dirname(path), all.files = TRUE, no.. = TRUE)
  names <- names[startsWith(names, start)]
  ours <- grepl(sprintf("^[0-9a-f]+[.]%s$", ending), substring(names, nchar(start) + 1))
  paste0(dirname(path), "/", names[ours], recycle0 = TRUE)
}

#' When a folder was changed; it changes with each save.
#'
#' @param path Path of the folder.
#' @return The time, or a number below 0 if there is no such folder.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' modified("a-new-folder")
#' @noRd
modified <- function(path) {
  time <- as.numeric(file.mtime(literal(path)))
  if (is.na(time)) -1 else time
}

#' Remove a file, or a folder with all that is in it, if it is there and can be removed.
#'
#' @param path Its path.
#' @return Nothing.
#' @source nnref
#' @examples
#' remove_all("a-new-folder")
#' @noRd
remove_all <- function(path) {
  suppressWarnings(unlink(path, recursive = TRUE, force = TRUE, expand = FALSE)) # a star in a name is a star
  invisible()
}

#' Where a folder is, also while a save replaces it, or if one was killed then.
#'
#' @param folder Path of the folder.
#' @return Its path; or, if there is only that, the path of the latest that a save has put aside.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' find_folder("a-new-folder")
#' @noRd
find_folder <- function(folder) {
  if (file.exists(literal(folder))) {
    return(folder)
  }
  aside <- names_beside(folder, "old")
  c(aside[which.max(vapply(aside, modified, 0))], folder)[1]
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
  failed <- 0
  repeat {
    found <- find_folder(folder)
    before <- modified(found)
    content <- tryCatch(read(found), InputError = function(problem) problem)
    if (!inherits(content, "InputError")) {
      if (modified(found) == before) {
        return(content)
      }
      next
    }
    # in this order: what was away for a moment is there again, or still is nowhere
    is_same <- find_folder(folder) == found && modified(found) == before
    failed <- if (is_same) failed + 1 else 0
    if (failed == 3) {
      stop(content) # once may be a save that has put it aside and back
    }
  }
}

#' Put what was put aside last back in its place, if nothing is there.
#'
#' @param path Path of the place.
#' @return Nothing.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' put_back("a-new-folder")
#' @noRd
put_back <- function(path) {
  if (find_folder(path) != path) {
    suppressWarnings(file.rename(find_folder(path), path)) # in vain if something is there by now
  }
  invisible()
}

#' Remove what saves have put beside a path and nobody needs any more.
#'
#' @param path The path of what they replaced.
#' @return Nothing.
#' @source fixtures/README.md, "How a folder is replaced".
#' @examples
#' remove_leftovers("a-new-folder")
#' @noRd
remove_leftovers <- function(path) {
  for (old in names_beside(path, "old")) {
    if (modified(old) < modified(path)) {
      # else another save has just put aside what is later than this; in one step: nobody is to find half of it
      suppressWarnings(file.rename(old, unused_name(path, "gone"))) # in vain if another one does the same
    }
  }
  for (new in names_beside(path, "new")) {
    if (modified(new) < modified(path) - 86400) {
      remove_all(new) # nobody writes for a day
    }
  }
  for (gone in names_beside(path, "gone")) {
    remove_all(gone)
  }
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
#' replace_folder(folder, function(new) dir.create(paste0(new, "/content")), function() NULL)
#' list.files(folder)
#' @noRd
replace_folder <- function(folder, write, check) {
  is_here <- identical(getwd(), folder)
  dir.create(dirname(folder), showWarnings = FALSE, recursive = TRUE)
  new <- unused_name(folder, "new")
  on.exit({
    put_back(folder)
    remove_all(new)
    remove_leftovers(folder)
  })
  stopifnot(dir.create(new, showWarnings = FALSE))
  mode <- file.mode(find_folder(folder))
  if (!is.na(mode)) {
    Sys.chmod(new, "700", use_umask = FALSE) # nobody sees more of it than of the old one
  }
  write(new)
  if (!is.na(mode)) {
    Sys.chmod(new, mode, use_umask = FALSE)
  }
  for (tries_left in 99:0) {
    check()
    is_placed <- suppressWarnings({
      is_free <- !file.exists(folder) || file.rename(folder, unused_name(folder, "old"))
      # later than the old one, surely
      Sys.setFileTime(new, max(Sys.time(), .POSIXct(modified(find_folder(folder)) + 0.001)))
      is_free && file.rename(new, folder) # else perhaps another save has put its own there
    })
    put_back(folder)
    if (is_placed) {
      break
    }
    stopifnot(tries_left > 0)
    Sys.sleep(0.01)
  }
  if (is_here) {
    setwd(folder) # else this process would stay in the old one
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
  new <- unused_name(file, "new")
  on.exit({
    remove_all(new)
    remove_leftovers(file)
  })
  write(new)
  if (file.exists(file)) {
    Sys.chmod(new, file.mode(file), use_umask = FALSE)
  }
  stopifnot(suppressWarnings(file.rename(new, file)))
}
