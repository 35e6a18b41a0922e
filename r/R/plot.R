# Pictures of a training.

#' Refuse a picture file that cannot be drawn.
#'
#' @param file Path of the picture, ending in .png, .svg or .pdf.
#' @return Nothing.
#' @section Errors:
#' InputError: If the ending is another one, the folder is not there, or the drawing library is missing.
#' @source nnref; called before the training, so that no work is lost.
#' @examples
#' check_plot_file("error.svg")
#' @export
check_plot_file <- function(file) {
  if (!grepl("\\.(png|svg|pdf)$", tolower(file))) {
    stop(InputError(sprintf("%s: expected a file name that ends in .png, .svg or .pdf", file)))
  }
  folder <- dirname(file)
  if (!dir.exists(folder)) {
    stop(InputError(sprintf("%s: no such folder", folder)))
  }
  if (!capabilities("cairo")) {
    stop(InputError("--plot needs an R that was built with cairo"))
  }
  invisible()
}

#' Draw how the error falls over the epochs.
#'
#' @param history A row for each record: the number of epochs done, the error then.
#' @param title Title of the picture.
#' @param file Path of the picture, ending in .png, .svg or .pdf.
#' @return Nothing.
#' @section Errors:
#' InputError: If the file cannot be written.
#' @source The article, "plot a graph to visualize how the training went".
#' @examples
#' plot_error_curve(rbind(c(0, 0.3), c(10, 0.1)), "Example", tempfile(fileext = ".svg"))
#' @export
plot_error_curve <- function(history, title, file) {
  ending <- tolower(sub(".*\\.", "", file))
  cannot_write <- function(problem) stop(InputError(sprintf("%s: cannot be written", file)))
  tryCatch(
    switch(
      ending,
      png = grDevices::png(file, width = 7, height = 5, units = "in", res = 150, type = "cairo"),
      svg = grDevices::svg(file, width = 7, height = 5),
      pdf = grDevices::cairo_pdf(file, width = 7, height = 5)
    ),
    error = cannot_write,
    warning = cannot_write
  )
  on.exit(grDevices::dev.off())
  graphics::par(mar = c(4.5, 4.5, 3, 1), las = 1)
  graphics::plot(
    history[, 1],
    history[, 2],
    type = "n",
    ylim = c(0, max(history[, 2])),
    main = title,
    font.main = 1,
    xlab = "Epochs done",
    ylab = "Error, mean over samples and outputs"
  )
  graphics::grid(col = "grey85", lty = 1, lwd = 0.5)
  graphics::lines(history[, 1], history[, 2], lwd = 1.5)
  invisible()
}
