history <- rbind(c(0, 0.3), c(10, 0.1), c(20, 0.05))

test_that("an error curve is drawn in each format", {
  magic <- list(png = as.raw(c(0x89, 0x50, 0x4e, 0x47)), svg = charToRaw("<?xml"), pdf = charToRaw("%PDF"))
  devices <- grDevices::dev.list()
  for (ending in c(names(magic), toupper(names(magic)))) {
    file <- tempfile(fileext = paste0(".", ending))
    expect_error(check_plot_file(file), NA)
    draw_picture(list(error_curve(history)), "Example", file)
    expected <- magic[[tolower(ending)]]
    expect_identical(readBin(file, "raw", length(expected)), expected, info = ending)
    expect_gt(file.size(file), 3000)
    unlink(file)
  }
  expect_identical(grDevices::dev.list(), devices) # no device is left open
})

test_that("every panel is drawn, one beside the other", {
  corners <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
  y <- cbind(c(0, 0, 0, 1))
  images <- matrix(c(0, 16), 30, 64)
  digits <- diag(10)[rep(1:10, 3), ]
  panels <- list(
    error_curve(history),
    decision_boundary(corners, y, function(X) X[, 1, drop = FALSE], character()),
    decision_boundary(corners, y, function(X) 0 * X[, 1, drop = FALSE], character()),
    misread_digits(images, digits, digits),
    misread_digits(images, digits, digits[c(2:30, 1), ]),
    perceptron_line(corners, y, weights = cbind(c(2, 3)), bias = cbind(-4)),
    perceptron_line(corners, y, weights = cbind(c(0, 1)), bias = cbind(-0.5))
  )
  sizes <- vapply(
    seq_along(panels),
    function(i) {
      file <- tempfile(fileext = ".svg")
      draw_picture(panels[i], "Example", file)
      lines <- length(readLines(file))
      unlink(file)
      lines
    },
    0L
  )
  expect_gt(sizes[5], sizes[4]) # twenty misread images, and none
  expect_gt(sizes[2], sizes[3]) # a boundary, and none
  file <- tempfile(fileext = ".svg")
  draw_picture(panels, "Example", file)
  expect_gt(length(readLines(file)), max(sizes))
  expect_match(readLines(file, 2)[2], sprintf('width="%.0f(pt)?"', 6.5 * 72 * length(panels))) # newer cairo: no pt
  unlink(file)
})

test_that("a single record and an error of zero are drawn too", {
  for (records in list(rbind(c(0, 0.3)), rbind(c(0, 0), c(1, 0)))) {
    file <- tempfile(fileext = ".svg")
    draw_picture(list(error_curve(records)), "Example", file)
    expect_gt(file.size(file), 3000)
    unlink(file)
  }
})

test_that("a picture that cannot be drawn is refused", {
  expect_refused(check_plot_file("curve.gif"), "curve.gif: expected a file name that ends in .png, .svg or .pdf")
  expect_refused(check_plot_file("png"), "png: expected a file name that ends in .png, .svg or .pdf")
  expect_refused(check_plot_file("none/curve.png"), "none: no such folder")
  for (ending in c(".png", ".svg", ".pdf")) {
    file <- file.path(tempdir(), "none", paste0("curve", ending))
    expect_refused(draw_picture(list(error_curve(history)), "Example", file), paste0(file, ": cannot be written"))
    expect_false(file.exists(file))
  }
})
