# Pictures of a training and of its result, readable without colour.

LARGEST_DRAWN <- 1e300

#' Refuse a picture file that cannot be drawn.
#'
#' @param file Path of the picture, ending in .png, .svg or .pdf.
#' @return Nothing.
#' @section Errors:
#' InputError: If the ending is another one, the folder is not there, something else than a file is in its place,
#'   or the drawing library is missing.
#' @source nnref; called before the training, so that no work is lost.
#' @examples
#' check_plot_file("error.svg")
#' @noRd
check_plot_file <- function(file) {
  if (!grepl("\\.(png|svg|pdf)$", tolower(file))) {
    stop(InputError(sprintf("%s: expected a file name that ends in .png, .svg or .pdf", file)))
  }
  folder <- if (grepl("/", file, fixed = TRUE)) sub("/+[^/]*$", "", file) else "."
  if (!is_folder(paste0(folder, "/"))) {
    stop(InputError(sprintf("%s: no such folder", folder)))
  }
  place <- follow_links(file)
  if (!is_folder(dirname(place))) {
    stop(InputError(sprintf("%s: cannot be written", file)))
  }
  link <- Sys.readlink(place) # to itself; NA where there is nothing
  if ((file.exists(place) || (!is.na(link) && link != "")) && !is_file(place)) {
    found <- if (is_folder(place)) "a folder" else "something else"
    stop(InputError(sprintf("%s: expected a file, found %s", file, found)))
  }
  if (!capabilities("cairo")) {
    stop(InputError("--plot needs an R that was built with cairo"))
  }
  invisible()
}

#' Draw one panel beside the other into a file.
#'
#' @param panels What error_curve and the others returned.
#' @param title Title of the picture: what was trained.
#' @param file Path of the picture, ending in .png, .svg or .pdf.
#' @return Nothing.
#' @section Errors:
#' InputError: If the file cannot be drawn or written; then an old one is as it was.
#' @source nnref
#' @examples
#' curve <- error_curve(rbind(c(0, 0.3), c(10, 0.1)))
#' draw_picture(list(curve), "Example", tempfile(fileext = ".svg"))
#' @noRd
draw_picture <- function(panels, title, file) {
  ending <- tolower(sub(".*\\.", "", file))
  width <- 6.5 * length(panels)
  draw <- function(name) {
    switch(
      ending,
      png = grDevices::png(name, width = width, height = 5, units = "in", res = 150, type = "cairo"),
      svg = grDevices::svg(name, width = width, height = 5),
      pdf = grDevices::cairo_pdf(name, width = width, height = 5)
    )
    on.exit(grDevices::dev.off())
    cannot_draw <- function(problem) stop(InputError(sprintf("%s: cannot be drawn", file)))
    tryCatch(make_figure(panels, title), error = cannot_draw)
  }

  write <- function(new) {
    picture <- tempfile() # a name that every device takes
    on.exit(unlink(picture))
    # what libpng has to say of a full disk, or cairo of a letter that the font lacks
    utils::capture.output(suppressWarnings(draw(picture)), type = "message")
    # R does not fail when the disk is full, but then a picture lacks its end
    last <- list(png = charToRaw("IEND"), svg = charToRaw("</svg>"), pdf = charToRaw("%%EOF"))[[ending]]
    content <- readBin(picture, "raw", file.size(picture))
    stopifnot(length(grepRaw(last, content, offset = length(content) - 9, fixed = TRUE)) == 1)
    stream <- file(new, "wb")
    writeBin(content, stream)
    close(stream)
    stopifnot(file.size(new) == length(content))
  }
  cannot_write <- function(problem) stop(InputError(sprintf("%s: cannot be written", file)))
  raise <- function(problem) stop(problem)
  tryCatch(
    replace_file(follow_links(file), write),
    InputError = raise,
    error = cannot_write,
    warning = cannot_write
  )
  invisible()
}

#' Draw one panel beside the other.
#'
#' @param panels What error_curve and the others returned.
#' @param title Title of the picture: what was trained.
#' @return The picture, as it is shown in a notebook.
#' @source nnref
#' @examples
#' make_figure(list(error_curve(rbind(c(0, 0.3), c(10, 0.1)))), "Example")
#' @noRd
make_figure <- function(panels, title) {
  graphics::par(
    mfrow = c(1, length(panels)),
    mar = c(3, 4.2, 2.2, 0.8),
    oma = c(0, 0, 2, 0),
    mgp = c(2.8, 0.6, 0),
    las = 1,
    tcl = -0.3,
    cex = 0.85,
    cex.main = 1,
    font.main = 1
  )
  for (panel in panels) {
    panel()
  }
  graphics::mtext(escape_controls(title), outer = TRUE, cex = 1)
}

#' How the error falls over the epochs.
#'
#' @param history A row for each record: the number of epochs done, the error then.
#' @return A panel for draw_picture.
#' @source The article, "plot a graph to visualize how the training went".
#' @examples
#' panel <- error_curve(rbind(c(0, 0.3), c(10, 0.1)))
#' @noRd
error_curve <- function(history) {
  function() {
    graphics::plot(
      history[, 1],
      history[, 2],
      type = "n",
      ylim = c(0, 1.04 * max(history[, 2])),
      yaxs = "i",
      main = "Training error",
      xlab = "",
      ylab = "Error, mean over samples and outputs"
    )
    graphics::title(xlab = "Epochs done", line = 1.9)
    graphics::grid(col = "grey85", lty = 1, lwd = 0.5)
    graphics::lines(history[, 1], history[, 2], lwd = 1.5)
  }
}

#' The samples in the plane: a mark and a shade of grey for each class.
#'
#' @param X Input, n_samples-by-2.
#' @param y Targets, n_samples-by-n_outputs, 1 for the class of the sample and 0 elsewhere.
#' @param classes Names of the classes in order; if there are none, `target 0` and so on.
#' @return A panel for draw_picture, or to be drawn over another.
#' @source The article, "visualize the performance by plotting the decision boundary".
#' @examples
#' panel <- sample_points(rbind(c(0, 0), c(1, 1)), cbind(c(0, 1)), classes = character())
#' @noRd
sample_points <- function(X, y, classes) {
  names <- vapply(class_names(y, classes), escape_controls, "", USE.NAMES = FALSE)
  found <- predicted_class(y)[, 1]
  size <- if (nrow(X) > 100) 0.6 else 1.3
  numbers <- seq_along(names) - 1
  shades <- grDevices::grey(1 - 0.75 * numbers / (length(names) - 1)) # from white to dark grey
  marks <- c(24, 21, 22, 23, 25, 21, 24, 22, 23, 25)[numbers %% 10 + 1]

  function() {
    for (number in rev(numbers)) {
      of_class <- X[found == number, , drop = FALSE]
      graphics::points(of_class, pch = marks[number + 1], bg = shades[number + 1], cex = size, lwd = 0.6)
    }
    graphics::title(xlab = "x1, no unit", line = 1.9)
    graphics::title(ylab = "x2, no unit")
    graphics::legend(
      "topright",
      legend = rev(names),
      pch = rev(marks),
      pt.bg = rev(shades),
      bg = "white",
      box.col = "grey80"
    )
  }
}

#' The names of the classes in a picture.
#'
#' @param y Targets, n_samples-by-n_outputs.
#' @param classes Names of the classes in order; none if they have none.
#' @return The names; `target 0` and so on where there are none.
#' @source nnref
#' @examples
#' class_names(cbind(1), character())
#' @noRd
class_names <- function(y, classes) {
  if (length(classes) > 0) classes else paste("target", seq_len(max(2, ncol(y))) - 1)
}

#' Where the network says which class, under the samples.
#'
#' @param X Input, n_samples-by-2.
#' @param y Targets, n_samples-by-n_outputs, 1 for the class of the sample and 0 elsewhere.
#' @param predict_points A function of rows like those of X that returns the output for each.
#' @param classes Names of the classes in order; none if they have none.
#' @return A panel for draw_picture.
#' @source The article, "visualize the performance by plotting the decision boundary".
#' @examples
#' corners <- rbind(c(0, 0), c(1, 1))
#' predict_points <- function(X) X[, 1, drop = FALSE]
#' panel <- decision_boundary(corners, cbind(c(0, 1)), predict_points, classes = character())
#' @noRd
decision_boundary <- function(X, y, predict_points, classes) {
  low <- apply(X, 2, min)
  high <- apply(X, 2, max)
  size <- pmax(abs(low), abs(high))
  width <- high / 2 - low / 2
  has_width <- width > 1e-9 * size & size > 1e-290 # enough for 200 numbers; a constant feature is given one
  margin <- ifelse(has_width, 0.12 * width, pmax(1, 0.1 * size))
  x1 <- seq(low[1] - margin[1], high[1] + margin[1], length.out = 200)
  x2 <- seq(low[2] - margin[2], high[2] + margin[2], length.out = 200)
  output <- predict_points(cbind(rep(x1, each = 200), rep(x2, times = 200)))
  count <- max(2, ncol(y))
  levels <- if (count == 2) c(-1, 0.5, 2) else seq(0, count) - 0.5
  height <- if (ncol(output) == 1) output else predicted_class(output)
  height <- matrix(height, nrow = 200, byrow = TRUE) # a row for each x1

  function() {
    above <- if (count == 2) "grey where the output is above 0.5" else "a shade of grey for each class"
    graphics::plot(
      range(x1),
      range(x2),
      type = "n",
      xaxs = "i",
      yaxs = "i",
      xlab = "",
      ylab = "",
      main = paste("Decision boundary:", above)
    )
    shades <- grDevices::grey(1 - 0.36 * seq(0, count - 1) / (count - 1))
    graphics::.filled.contour(x1, x2, height, levels = levels, col = shades)
    inner <- levels[-c(1, length(levels))]
    graphics::contour(x1, x2, height, levels = inner, drawlabels = FALSE, lwd = 1.5, add = TRUE)
    graphics::box()
    sample_points(X, y, classes)()
  }
}

#' The images that the network takes for another digit.
#'
#' @param X Input, n_samples-by-64: images of 8 by 8 pixels, row by row, 0 for white.
#' @param y Targets, n_samples-by-10, 1 for the digit and 0 elsewhere.
#' @param output Output of the network, n_samples-by-10.
#' @return A panel for draw_picture, with at most 20 images.
#' @source The log, "recognize handwritten digits".
#' @examples
#' panel <- misread_digits(matrix(1, 1, 64), diag(10)[1, , drop = FALSE], diag(10)[2, , drop = FALSE])
#' @noRd
misread_digits <- function(X, y, output) {
  true <- predicted_class(y)
  predicted <- predicted_class(output)
  wrong <- which(true != predicted)
  shown <- wrong[seq_len(min(20, length(wrong)))]

  function() {
    first <- if (length(shown) == length(wrong)) "" else sprintf(", the first %d", length(shown))
    title <- sprintf("Misread: %d of %d held-back images%s", length(wrong), nrow(X), first)
    bottom <- -13 * max(1, ceiling(length(shown) / 5)) + 3
    graphics::plot(c(-1, 49), c(bottom, 3), type = "n", asp = 1, axes = FALSE, xlab = "", ylab = "", main = title)
    for (place in seq_along(shown) - 1) {
      i <- shown[place + 1]
      left <- 10 * (place %% 5)
      top <- -13 * (place %/% 5)
      image <- matrix(1 - X[i, ] / max(X), 8, 8, byrow = TRUE) # 1 is white to rasterImage
      graphics::rasterImage(image, left, top - 8, left + 8, top, interpolate = FALSE)
      graphics::rect(left, top - 8, left + 8, top, border = "grey60", lwd = 0.5)
      graphics::text(left + 4, top + 1.2, sprintf("%.0f, read as %.0f", true[i], predicted[i]), cex = 0.7)
    }
  }
}

#' The line at which a perceptron changes its mind, with its bias and without.
#'
#' @param X Input, n_samples-by-2.
#' @param y Targets, n_samples-by-1, each 0 or 1.
#' @param weights How much each input counts, 2-by-1, not both 0.
#' @param bias What is added to the sum, 1-by-1.
#' @return A panel for draw_picture.
#' @source The article, "Without b the line will always go through the origin (0, 0)".
#' @examples
#' X <- rbind(c(0, 0), c(1, 1))
#' panel <- perceptron_line(X, cbind(c(0, 1)), weights = cbind(c(1, 1)), bias = cbind(-1.5))
#' @noRd
perceptron_line <- function(X, y, weights, bias) {
  low <- apply(X, 2, min) - 0.5
  high <- apply(X, 2, max) + 0.5

  ends <- function(b) {
    w1 <- weights[1, 1]
    w2 <- weights[2, 1]
    foot <- -b * weights[, 1] / (w1 * w1 + w2 * w2) # the point of the line that is next to the origin
    far <- 2 * (max(abs(foot)) + max(abs(c(low, high)))) / sqrt(w1 * w1 + w2 * w2)
    cbind(foot[1] + far * c(-w2, w2), foot[2] + far * c(w1, -w1))
  }

  function() {
    formula <- sprintf("%+g x1 %+g x2 %+g > 0", weights[1, 1], weights[2, 1], bias[1, 1])
    graphics::plot(
      c(low[1], high[1]),
      c(low[2], high[2]),
      type = "n",
      xaxs = "i",
      yaxs = "i",
      xlab = "",
      ylab = "",
      main = paste("Perceptron: 1 where", formula)
    )
    graphics::lines(ends(bias[1, 1]), lwd = 1.5)
    graphics::lines(ends(0), lwd = 1.5, lty = 2)
    sample_points(X, y, character())()
    graphics::legend(
      "bottomleft",
      legend = c("with the bias", "without it"),
      lty = 1:2,
      lwd = 1.5,
      bg = "white",
      box.col = "grey80"
    )
  }
}
