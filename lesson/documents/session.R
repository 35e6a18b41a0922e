# Runs the cells of a chapter in R: `session.R FOLDER` takes 001.code and so on, and leaves 001.out and 001.png.

folder <- commandArgs(trailingOnly = TRUE)[1]
cells <- new.env(parent = globalenv())
for (file in sort(list.files(folder, "[.]code$", full.names = TRUE))) {
  base <- sub("[.]code$", "", file)
  grDevices::png(paste0(base, ".png"), width = 6.5, height = 4.5, units = "in", res = 150)
  output <- file(paste0(base, ".out"), "w")
  sink(output)
  for (one in parse(file)) {
    shown <- withVisible(eval(one, cells))
    if (shown$visible) {
      print(shown$value)
    }
  }
  sink()
  close(output)
  grDevices::dev.off()
}
