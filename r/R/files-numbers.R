# Numbers as text and back: in hex without losing a bit, in decimals for people.

HEX <- "^[+-]?0x[01](\\.[0-9a-f]{1,13})?p[+-]?[0-9]{1,4}\\z"
DECIMAL <- "^([+-]?)([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE]([+-]?[0-9]{1,4}))?\\z"

#' The double nearest to a decimal number, ties to even.
#'
#' @param text The number, such as 3, -0.75 or 7.5e-1.
#' @return The nearest double, infinite from 1.7976931348623159e308 on.
#' @source IEEE 754-2019, 5.12; W. D. Clinger, How to read floating point numbers accurately, 1990.
#' @details `text` may be a vector. `as.numeric` rounds more than once, how often depends on the machine, and
#'   misses the nearest double. So it only reads up to 15 digits at a time here, which it does without rounding.
#' @examples
#' sprintf("%a", nearest_double("0.550586532362976"))
#' sprintf("%a", as.numeric("0.550586532362976")) # in R 4.2, one unit in the last place too low
#' @noRd
nearest_double <- function(text) {
  # The value is a whole number, the digits without leading zeros, times a power of ten
  mantissa <- sub("^[+-]", "", sub("[eE].*", "", text, perl = TRUE, useBytes = TRUE), perl = TRUE, useBytes = TRUE)
  exponent <- numeric(length(text))
  scientific <- grep("[eE]", text, perl = TRUE, useBytes = TRUE)
  exponent[scientific] <- as.numeric(sub(".*[eE]", "", text[scientific], perl = TRUE, useBytes = TRUE))
  point <- as.integer(regexpr(".", mantissa, fixed = TRUE, useBytes = TRUE))
  exponent <- exponent - ifelse(point > 0, nchar(mantissa, "bytes") - point, 0)
  digits <- sub("^0+", "", sub(".", "", mantissa, fixed = TRUE, useBytes = TRUE), perl = TRUE, useBytes = TRUE)
  size <- nchar(digits, "bytes")

  # No double, and nothing halfway between two, has 800 digits: those beyond only matter by not being zero
  long <- which(size > 800)
  beyond <- grepl("[1-9]", substring(digits[long], 801), perl = TRUE, useBytes = TRUE)
  digits[long] <- paste0(substr(digits[long], 1, 800), as.integer(beyond))
  exponent[long] <- exponent[long] + size[long] - 801
  size[long] <- 801L

  # 15 digits and a power of ten that is a double: one operation, which rounds once (with x87 registers twice)
  powers <- cumprod(c(1, rep(10, 22)))
  rounds_once <- 1 + (2^-53 + 2^-64) > 1
  number <- ifelse(size == 0 | size + exponent < -330, 0, ifelse(size + exponent > 310, Inf, NA))
  quick <- which(is.na(number) & size <= 15 & abs(exponent) <= 22 & rounds_once)
  whole <- as.numeric(digits[quick])
  power <- powers[abs(exponent[quick]) + 1]
  number[quick] <- ifelse(exponent[quick] < 0, whole / power, whole * power)

  # All others in whole numbers of any length: limbs of 24 bits, the lowest first, each limb a vector over the texts.
  # So every step here is exact, on every machine: none has a result of more than 53 bits
  limb <- 2^24
  fives <- cumprod(c(1, rep(5, 12)))
  multiply <- function(number, factor, carry, limbs) {
    for (i in limbs) {
      product <- number[[i]] * factor + carry
      carry <- floor(product / limb)
      number[[i]] <- product - carry * limb
    }
    number
  }
  nearest_by_limbs <- function(digits, exponent) {
    # digits 2^(24 shift) 5^exponent: a division leaves four limbs or more
    shift <- ceiling((2.33 * max(0, -exponent) + 73) / 24)
    width <- ceiling(max(nchar(digits)) / 7) * 7
    used <- shift + 1
    number <- rep(list(numeric(length(digits))), used + ceiling((3.33 * width + 2.33 * max(0, exponent)) / 24))
    digits <- paste0(strrep("0", width - nchar(digits)), digits)
    for (end in seq(7, width, 7)) {
      used <- min(used + 1, length(number))
      number <- multiply(number, 1e7, as.numeric(substr(digits, end - 6, end)), (shift + 1):used)
    }
    rest <- numeric(length(digits)) # more than 0 if something is left over behind the last limb
    left <- abs(exponent)
    while (any(left > 0)) {
      factor <- fives[pmin(left, 12) + 1]
      left <- pmax(left - 12, 0)
      if (exponent[1] < 0) {
        carry <- 0
        for (i in length(number):1) {
          product <- number[[i]] + carry * limb
          number[[i]] <- floor(product / factor)
          carry <- product - number[[i]] * factor
        }
        rest <- rest + carry
      } else {
        number <- multiply(number, factor, 0, seq_along(number))
      }
    }

    # The four highest limbs make two halves of 48 bits; those below count like the rest
    number <- do.call(cbind, number)
    top <- max.col(number > 0, "last")
    row <- seq_along(top)
    high <- number[cbind(row, top)] * limb + number[cbind(row, top - 1)]
    low <- number[cbind(row, top - 2)] * limb + number[cbind(row, top - 3)]
    rest <- rest + rowSums(number * (col(number) < top - 3))
    power <- 24 * (top - 4 - shift) + exponent # of two, that the unit of low stands for

    # Round to 53 bits, or to fewer that reach down to 2^-1074
    bits <- 48 + 24 + findInterval(number[cbind(row, top)], 2^(0:23))
    last <- pmax(power + bits - 53, -1074)
    dropped <- last - power
    deep <- dropped > 48 # then nothing of low is kept
    rest <- rest + deep * low
    low <- ifelse(deep, high, low)
    high <- ifelse(deep, 0, high)
    dropped <- dropped - 48 * deep
    kept <- floor(low / 2^dropped)
    below <- low - kept * 2^dropped
    kept <- high * 2^(48 - dropped) + kept
    half <- 2^(dropped - 1)
    up <- below > half | below == half & (rest > 0 | kept %% 2 == 1)
    (kept + up) * 2^last
  }
  others <- which(is.na(number))
  kind <- paste(exponent[others] < 0, abs(exponent[others]) %/% 36, size[others] %/% 21)
  for (alike in split(others, kind)) {
    # those of like size together
    number[alike] <- nearest_by_limbs(digits[alike], exponent[alike])
  }
  number * (1 - 2 * startsWith(text, "-"))
}

#' The double that a number's text stands for, correctly rounded.
#'
#' @param text A C99 hex float such as 0x1.8p-1, or a decimal such as 3, -0.75 or 7.5e-1.
#' @return The number, or none if the text is no number or not a finite one.
#' @source C99 7.20.1.3 for hex; IEEE 754-2019 5.12 for correct rounding.
#' @details `text` may be a vector; none is `NA`.
#' @examples
#' parse_number(c("0x1.8p-1", "3", "three"))
#' @noRd
parse_number <- function(text) {
  number <- rep(NA_real_, length(text))

  decimal <- grep(DECIMAL, text, perl = TRUE, useBytes = TRUE)
  number[decimal] <- nearest_double(text[decimal])

  hex <- grep(HEX, text, perl = TRUE, useBytes = TRUE)
  number[hex] <- as.numeric(text[hex])
  far <- hex[!(abs(number[hex]) > 2^-900 & abs(number[hex]) < 2^900)] # R cannot reach all of these in one go
  exponent <- pmin(pmax(as.numeric(sub(".*p", "", text[far])), -2000), 2000)
  half <- trunc(exponent / 2)
  number[far] <- as.numeric(sub("p.*", "p0", text[far])) * 2^half * 2^(exponent - half)

  number[!is.finite(number)] <- NA_real_
  number
}

#' The one text of a number in a fixture.
#'
#' @param number Any finite number.
#' @return Plain digits if it is whole and below 2 to the power of 53, else a C99 hex float without
#'   trailing zeros.
#' @source fixtures/README.md
#' @details `number` may be a vector.
#' @examples
#' format_number(c(3, 0.75, -0))
#' @noRd
format_number <- function(number) {
  negative_zero <- number == 0 & 1 / number < 0
  whole <- number == floor(number) & abs(number) < 2^53 & !negative_zero
  ifelse(whole, sprintf("%.0f", number), sprintf("%a", number))
}

#' A matrix in decimals for people: rounded to the same places, so that columns line up.
#'
#' @param A Any matrix.
#' @param exact Whether A is input, and so may be shown as whole numbers if it holds nothing else. A
#'   computed value that is whole in one language can be one ULP away from it in the other.
#' @return The text of each value, row by row: 8 decimals, with an exponent if a value is 1,000,000 or more.
#' @source nnref; 8 decimals hide the rounding in which two correct programs may differ.
#' @examples
#' format_decimals(rbind(c(0.5, -1e-12)))
#' @noRd
format_decimals <- function(A, exact = FALSE) {
  finite <- A[is.finite(A)]
  largest <- max(0, abs(finite))
  if (exact && length(finite) == length(A) && largest < 1e6 && all(finite == floor(finite))) {
    style <- "%.0f"
  } else {
    style <- if (largest < 1e6) "%.8f" else "%.8e"
  }
  text <- sub("^-(0(\\.0*)?)$", "\\1", sprintf(style, A))
  matrix(text, nrow(A), ncol(A))
}
