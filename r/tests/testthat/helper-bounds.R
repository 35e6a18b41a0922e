# How agreement with the oracle is judged, in R: the classes of tests/parity/bounds.py, which derives them, with the same
# bounds, which are the package's own, and the same messages. A test holds the two files together.
#
# exact  equal bits
# ulp    activations: 4 ULP, and below the smallest normal number what a sigmoid loses whose exp overflows
# gauge  sums of k products: gamma_k |A| |B|, and the smallest subnormal for each product that may underflow
#
# All are one-sided, against the exact value; that value is stored rounded, which counts as one more rounding in k, and
# cannot make 5 ULP of 4, since doubles lie an ULP apart.

# The bits of each double in four parts of 16 bits, a row each, the least significant first
bit_parts <- function(A) {
  bytes <- writeBin(as.double(A), raw(), endian = "little")
  parts <- readBin(bytes, "integer", n = 4 * length(A), size = 2, signed = FALSE, endian = "little")
  matrix(as.double(parts), 4)
}

# How many doubles one has to step over from each value of A to that of B; both zeros are one
ulps_apart <- function(A, B) {
  halves <- function(A) {
    parts <- bit_parts(A)
    sign <- ifelse(parts[4, ] >= 2^15, -1, 1)
    list(high = sign * (parts[4, ] %% 2^15 * 2^16 + parts[3, ]), low = sign * (parts[2, ] * 2^16 + parts[1, ]))
  }
  a <- halves(A)
  b <- halves(B)
  abs((a$high - b$high) * 2^32 + (a$low - b$low))
}

# Where two matrices hold the same double; -0 is not 0, but any NaN is NaN
same_bits <- function(A, B) {
  colSums(bit_parts(A) != bit_parts(B)) == 0 | is.nan(A) & is.nan(B)
}

show_double <- function(x) {
  hex <- if (x %in% 0) sub("0x0", "0x0.0", sprintf("%a", x)) else tolower(sprintf("%.13a", x))
  sprintf("%s (%s)", tolower(sprintf("%.17g", x)), hex)
}

# The outcome of comparing two matrices cell by cell, each with its own bound: error is the largest one, share the
# largest share of a bound, above 1 a failure; message tells of the worst cell
judge <- function(name, kind, expected, found, bound, unit) {
  shape <- function(A) {
    if (is.null(dim(A))) "none" else sprintf("(%s)", paste(dim(A), collapse = ", "))
  }
  if (!identical(dim(expected), dim(found))) {
    message <- sprintf("%s: expected shape %s, found %s", name, shape(expected), shape(found))
    return(list(name = name, kind = kind, count = length(expected), error = Inf, share = Inf, message = message))
  }
  same <- same_bits(expected, found)
  error <- abs(expected - found)
  error[same] <- 0
  error[is.na(error)] <- Inf # NaN against a number is as wrong as can be
  if (kind == "exact") {
    error[error == 0 & !same] <- Inf # -0 against 0
  }
  usable <- is.finite(bound) & bound > 0 # an infinite bound says nothing
  share <- ifelse(usable, error / bound, Inf)
  share[error == 0] <- 0
  row_by_row <- order(row(share), col(share))
  worst <- row_by_row[which.max(share[row_by_row])]
  message <- sprintf(
    "%s[%d, %d]: expected %s, found %s; error %s (%.0f ULP), bound %s (%s), %s times the bound",
    name,
    row(share)[worst],
    col(share)[worst],
    show_double(expected[worst]),
    show_double(found[worst]),
    tolower(sprintf("%.3g", error[worst])),
    ulps_apart(expected[worst], found[worst]),
    tolower(sprintf("%.3g", bound[worst])),
    unit,
    tolower(sprintf("%.3g", share[worst]))
  )
  largest <- if (kind == "ulp") max(ulps_apart(expected, found)) else max(error)
  list(name = name, kind = kind, count = length(expected), error = largest, share = max(share), message = message)
}

compare_exact <- function(name, expected, found) {
  judge(name, "exact", expected, found, array(0, dim(expected)), "equal bits")
}

compare_activation <- function(name, expected, found, overflows) {
  larger <- expected
  larger[] <- pmax(abs(expected), abs(found))
  judge(name, "ulp", expected, found, activation_bound(larger, 1, overflows), sprintf("%d ULP", ACTIVATION_ULPS))
}

compare_sum <- function(name, expected, found, k, gauge, underflows) {
  judge(name, "gauge", expected, found, gauge_bound(k, gauge, underflows), sprintf("gamma_%d gauge", k))
}

column_sum_row <- function(A) {
  matrix(colSums(A), nrow = 1)
}

STAGES <- c(
  "hidden_layer_input",
  "hidden_layer_activations",
  "output_layer_input",
  "output",
  "E",
  "slope_output_layer",
  "slope_hidden_layer",
  "d_output",
  "error_at_hidden_layer",
  "d_hidden_layer",
  "new_wout",
  "new_wh",
  "new_bout",
  "new_bh"
)

# One named quantity, made from the given values, against the oracle's, made from the same values
compare_with_oracle <- function(name, values, expected, found) {
  single <- c("E", "d_output", "d_hidden_layer")
  if (values$activation == "relu") {
    single <- c(single, "hidden_layer_activations", "slope_hidden_layer")
  }
  if (name %in% single) {
    compare_exact(name, expected, found + 0) # -0 + 0 is 0, and the oracle has no -0
  } else if (name %in% c("slope_output_layer", "slope_hidden_layer")) {
    a <- if (name == "slope_output_layer") values$output else values$hidden_layer_activations
    tanh_slope <- name == "slope_hidden_layer" && values$activation == "tanh"
    gauge <- if (tanh_slope) 1 + a * a else abs(a * (1 - a))
    compare_sum(name, expected, found, 3, gauge, 2)
  } else if (name %in% c("hidden_layer_activations", "output")) {
    compare_activation(name, expected, found, name == "output" || values$activation == "sigmoid")
  } else {
    parts <- sum_gauge(name, values)
    compare_sum(name, expected, found, parts$k + 1, parts$gauge, parts$underflows + 1)
  }
}

expect_within_bound <- function(comparison) {
  expect(comparison$share <= 1, comparison$message)
}

expect_same_bits <- function(found, expected) {
  same <- identical(dim(found), dim(expected)) && length(found) == length(expected) && all(same_bits(found, expected))
  show <- function(A) paste(vapply(A, show_double, ""), collapse = ", ")
  expect(same, sprintf("expected %s, found %s", show(expected), show(found)))
}
