# Lines of the core with the small functions that they call written out, as plain R.
# Rscript plain.R R_FOLDER OUT LINES; each of LINES is the name of an activation, a space, a statement.

arguments <- commandArgs(trailingOnly = TRUE)
for (file in list.files(arguments[1], full.names = TRUE)) {
  sys.source(file, environment())
}

# The function that a call in the core names; none if it is one of R's.
called_function <- function(name, activation) {
  operation <- sub("^.*[$]", "", name)
  if (startsWith(name, "arithmetic$")) {
    return(native[[operation]])
  }
  if (startsWith(name, "hidden_activation$")) {
    return(hidden_activations[[activation]][[operation]])
  }
  list(sigmoid = sigmoid, derivatives_sigmoid = derivatives_sigmoid)[[name]]
}

written_out <- function(code, activation) {
  if (!is.call(code)) {
    return(code)
  }
  code[-1] <- lapply(as.list(code)[-1], written_out, activation)
  called <- called_function(deparse(code[[1]]), activation)
  if (is.null(called) || length(body(called)) != 2) {
    return(code)
  }
  given <- match.call(called, code)
  filled <- do.call(substitute, list(body(called)[[2]], as.list(given)[-1]))
  written_out(filled, activation)
}

lines <- vapply(
  readLines(arguments[3]),
  function(line) {
    activation <- sub(" .*", "", line)
    statement <- parse(text = sub("[^ ]* ", "", line), keep.source = FALSE)[[1]]
    paste(trimws(deparse(written_out(statement, activation), width.cutoff = 500)), collapse = " ")
  },
  ""
)
write_lines(lines, arguments[2])
