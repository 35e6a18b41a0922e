# Whether portable arithmetic gives the same bits on this machine as everywhere: the option --self-test.

# Decimals that are hard to read
DECIMALS <- c(
  "0.550586532362976",
  "29.6566800487510864314799619023688137531280517578125",
  "1.2483902054349073e-293",
  "1.2345678901234567890e-300",
  "1e23",
  "8.5e22",
  "9007199254740993",
  "9007199254740993.00000000000000000001",
  "9007199254740995",
  "2.4703282292062328e-324",
  "5e-324",
  "2.2250738585072011e-308",
  "2.2250738585072014e-308",
  "1.7976931348623157e308",
  "1.7976931348623158e308",
  "179769313486231580000e288",
  "0.1",
  "1e-22",
  "1e-23",
  "123456789012345678e-40",
  "-7.5e-1",
  "-0",
  "1e-400"
)

#' Compute what is stored anew in portable arithmetic, and compare.
#'
#' @return By name: same, whether all has the stored bits; lines, which say so, or else what differs.
#' @source fixtures/PORTABLE.md; what is stored is the same on every processor that nnref was tried on.
#' @examples
#' self_test()$lines
#' @noRd
self_test <- function() {
  if (!rounds_once()) {
    return(list(same = FALSE, lines = "portable arithmetic: this machine rounds results twice, as x87 registers do"))
  }
  folder <- file.path(experiments_folder(), "self_test")
  lines <- character()
  values <- self_test_values(folder)
  for (name in names(values)) {
    found <- values[[name]]
    expected <- read_matrix(file.path(folder, paste0(name, ".csv")))
    equal <- (found == expected & 1 / found == 1 / expected) %in% TRUE # 1 / 0 is not 1 / -0
    if (!all(equal)) {
      lines <- c(lines, sprintf("portable arithmetic: %d of %d values differ: %s", sum(!equal), length(equal), name))
    }
  }
  same <- length(lines) == 0
  list(same = same, lines = if (same) "portable arithmetic: the same bits as everywhere" else lines)
}

#' What the self-test computes: hard cases of each operation, decimals, seeds, and the article's training.
#'
#' @param folder Path of the folder with the arguments of exp and tanh.
#' @return Each result by the name of the file that holds it.
#' @source nnref
#' @examples
#' self_test_values(file.path(experiments_folder(), "self_test"))$output
#' @noRd
self_test_values <- function(folder) {
  x <- read_matrix(file.path(folder, "arguments.csv"))
  drawn <- draw_uniform(uniform_stream(4294967295), 7200)$values
  A <- matrix(2 * drawn - 1, 300, 24, byrow = TRUE)
  B <- A[1:24, ]
  article <- read_experiment("article")
  settings <- article$settings
  trained <- train(
    article$X,
    article$y,
    article$parameters,
    settings$learning_rate,
    settings$epochs,
    network = network_of(settings),
    arithmetic = "portable"
  )
  errors <- trained$history[, -1, drop = FALSE]
  shuffled <- shuffle_rows(A, A, uniform_stream(0))$X
  list(
    exp = portable_exp(x),
    tanh = portable_tanh(x),
    log1p = portable_log1p(A[1:8, ] * A[1:8, ]),
    dot = portable_dot(B * 1e-3, B),
    dot_at_b = portable_dot_at_b(A, A),
    dot_a_bt = portable_dot_a_bt(A[1:2, ], B),
    column_sums = portable_column_sums(A),
    mean = cbind(portable_mean(A)),
    decimals = cbind(parse_number(DECIMALS)),
    shuffled = shuffled[1:20, 1:2],
    parameters = cbind(unlist(lapply(trained$parameters, t.default), use.names = FALSE)),
    output = trained$output,
    errors = errors
  )
}
