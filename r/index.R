# Writes INDEX, which `library(help = "nnref")` shows: the help pages in the order in which a reader wants them.

order <- c(
  "nnref-package train nnref-methods read_experiment forward backward update_parameters train_batch choose_network",
  "read_table check initialize_weights sigmoid derivatives_sigmoid"
)
folder <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1]))
pages <- lapply(list.files(file.path(folder, "man"), full.names = TRUE), tools::parse_Rd)
part <- function(page, tag) {
  found <- Filter(function(one) identical(attr(one, "Rd_tag"), tag), page)
  trimws(paste(unlist(found[[1]]), collapse = ""))
}
names(pages) <- vapply(pages, part, "", tag = "\\name")
first <- strsplit(paste(order, collapse = " "), " ")[[1]]
stopifnot(first %in% names(pages))
pages <- pages[c(first, sort(setdiff(names(pages), first), method = "radix"))]
lines <- formatDL(names(pages), vapply(pages, part, "", tag = "\\title"), width = 100, indent = 32)
writeLines(lines, file.path(folder, "INDEX"))
