history <- rbind(c(0, 0.3), c(10, 0.1), c(20, 0.05))

test_that("an error curve is drawn in each format", {
  magic <- list(png = as.raw(c(0x89, 0x50, 0x4e, 0x47)), svg = charToRaw("<?xml"), pdf = charToRaw("%PDF"))
  devices <- grDevices::dev.list()
  for (ending in c(names(magic), toupper(names(magic)))) {
    file <- tempfile(fileext = paste0(".", ending))
    expect_error(check_plot_file(file), NA)
    plot_error_curve(history, "Example", file)
    expected <- magic[[tolower(ending)]]
    expect_identical(readBin(file, "raw", length(expected)), expected, info = ending)
    expect_gt(file.size(file), 3000)
    unlink(file)
  }
  expect_identical(grDevices::dev.list(), devices) # no device is left open
})

test_that("a single record and an error of zero are drawn too", {
  for (records in list(rbind(c(0, 0.3)), rbind(c(0, 0), c(1, 0)))) {
    file <- tempfile(fileext = ".svg")
    plot_error_curve(records, "Example", file)
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
    expect_refused(plot_error_curve(history, "Example", file), paste0(file, ": cannot be written"))
    expect_false(file.exists(file))
  }
})
