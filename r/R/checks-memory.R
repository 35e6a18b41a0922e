# Memory: what does not fit is refused in one line, before the system is asked for it.

#' How much memory this process can still get.
#'
#' @return The number of bytes; infinite where the system does not say.
#' @source Linux: proc(5), cgroups(7).
#' @examples
#' memory_left()
#' @noRd
memory_left <- function() {
  look_up <- function(file, pattern, unit = 1) {
    lines <- tryCatch(readLines(file, warn = FALSE), error = function(problem) "", warning = function(problem) "")
    found <- grep(pattern, lines, value = TRUE, perl = TRUE, useBytes = TRUE)
    unit * as.numeric(sub(pattern, "\\1", found, perl = TRUE, useBytes = TRUE))
  }
  kilobytes <- ":\\s+([0-9]+) kB$"
  free <- look_up("/proc/meminfo", paste0("^(?:MemAvailable|SwapFree)", kilobytes), 1024)
  allowed <- look_up("/proc/self/limits", "^Max address space +([0-9]+) .*")
  taken <- look_up("/proc/self/status", paste0("^VmSize", kilobytes), 1024)
  group <- look_up("/sys/fs/cgroup/memory.max", "^([0-9]+)$")
  min(if (length(free) > 0) sum(free), allowed - sum(taken), group, Inf)
}

#' Refuse what does not fit into memory.
#'
#' @param numbers How many doubles it needs at least, all at once.
#' @param what What it is, for the error line.
#' @return Nothing.
#' @section Errors:
#' InputError: If there is less memory than that.
#' @source nnref; else the system ends the process, without a word, or the program with a traceback.
#' @examples
#' check_memory(1000, "a small network")
#' @noRd
check_memory <- function(numbers, what) {
  if (numbers > 1e6 && 8 * numbers > memory_left()) {
    # to look takes longer than so few numbers are worth
    message <- "%s: expected to fit into memory, found that it needs %.1f GB or more"
    stop(InputError(sprintf(message, what, 8 * numbers / 1e9)))
  }
  invisible()
}

#' Refuse a network whose training does not fit into memory.
#'
#' @param network Name of the network, one of the table NETWORKS.
#' @param sizes How many there are of each by name: sample, feature, hidden neuron and output.
#' @param batch_size Samples in an update; all if not given.
#' @return Nothing.
#' @section Errors:
#' InputError: If there is less memory than that.
#' @source nnref; the parameters before and after an update, and the five matrices of each layer that an epoch
#'   computes from a batch, or the two that the output needs of all samples.
#' @examples
#' check_network_memory("article", c(sample = 3, feature = 4, `hidden neuron` = 3, output = 1))
#' @noRd
check_network_memory <- function(network, sizes, batch_size = NULL) {
  shapes <- NETWORKS[[network]]
  known <- c(sizes, `one bias` = 1)
  parameters <- sum(vapply(shapes, function(shape) known[[shape[1]]] * known[[shape[2]]], 0))
  layers <- unique(vapply(shapes, function(shape) shape[2], ""))
  batch <- min(sizes[["sample"]], batch_size)
  numbers <- 2 * parameters + max(5 * batch, 2 * sizes[["sample"]]) * sum(known[layers])
  kinds <- c("sample", "feature", layers)
  counted <- paste(sprintf("%.0f %ss", known[kinds], kinds), collapse = ", ")
  check_memory(numbers, sprintf("the %s network with %s", network, counted))
}
