# Numbers as text and back: in hex without losing a bit, in decimals for people.

HEX <- "^[+-]?0x[01](\\.[0-9a-f]{1,13})?p[+-]?[0-9]{1,4}\\z"
DECIMAL <- "^([+-]?)([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE]([+-]?[0-9]{1,4}))?\\z"

#' The double nearest to a decimal number, ties to even.
#'
#' @param text The number, such as 3, -0.75 or 7.5e-1.
#' @return The nearest double, infinite from 1.7976931348623159e308 on.
#' @source IEEE 754-2019, 5.12; W. D. Clinger, How to read floating point numbers accurately, 1990.
#' @details `text` may be a vector. `as.numeric` rounds twice and misses the nearest double
#'   about once in 200,000 decimals, so it only gives a first guess here.
#' @examples
#' sprintf("%a", nearest_double("0.550586532362976"))
#' sprintf("%a", as.numeric("0.550586532362976")) # in R 4.2, one unit in the last place too low
#' @noRd
nearest_double <- function(text) {
  # The value is a whole number, the digits of the mantissa, times a power of ten
  guess <- abs(as.numeric(text))
  end <- nchar(text, "bytes") # of the mantissa
  exponent <- numeric(length(text))
  scientific <- grep("[eE]", text, perl = TRUE, useBytes = TRUE)
  marker <- as.integer(regexpr("[eE]", text[scientific], useBytes = TRUE))
  exponent[scientific] <- as.numeric(substring(text[scientific], marker + 1))
  end[scientific] <- marker - 1
  point <- as.integer(regexpr(".", text, fixed = TRUE, useBytes = TRUE))
  places <- ifelse(point > 0, end - point, 0)
  exponent <- exponent - places

  # 15 digits and 22 places or fewer: the guess tells the whole number, and as both factors are exact,
  # one operation rounds once
  powers <- cumprod(c(1, rep(10, 22)))
  power <- powers[abs(exponent) + 1] # NA beyond
  behind_point <- exponent < 0
  whole <- round(ifelse(behind_point, guess * power, guess / power))
  number <- ifelse(behind_point, whole / power, whole * power)
  number[which(whole > 1e15)] <- NA

  # 29 digits and 280 places or fewer: the guess is the nearest if what is left over, computed with twice the
  # digits, is clearly less than half of the gap between the doubles there
  split_product <- function(a, b) {
    split <- function(x) (x * 134217729) - (x * 134217729 - x)
    high <- a * b
    a1 <- split(a)
    b1 <- split(b)
    list(high = high, low = ((a1 * b1 - high) + a1 * (b - b1) + (a - a1) * b1) + (a - a1) * (b - b1))
  }
  middle <- which(is.na(number) & exponent <= 0 & exponent >= -280)
  if (length(middle) > 0) {
    rest <- numeric(23) # what the powers of ten lack
    for (i in seq_len(max(0, -exponent[middle] - 22)) + 22) {
      next_power <- split_product(powers[i], 10)
      low <- next_power$low + rest[i] * 10
      powers[i + 1] <- next_power$high + low
      rest[i + 1] <- low - (powers[i + 1] - next_power$high)
    }
    guess <- guess[middle]
    at <- 1 - exponent[middle]
    guessed <- split_product(guess, powers[at])
    behind <- pmin(places[middle], 15) # so many of the last digits apart from the others
    trailing <- as.numeric(substr(text[middle], end[middle] - behind + 1, end[middle]))
    trailing[behind == 0] <- 0
    leading <- round((guessed$high - trailing) / powers[behind + 1])
    whole <- split_product(leading, powers[behind + 1])
    left_over <- (whole$high - guessed$high) + trailing + (whole$low - guessed$low) - guess * rest[at]
    gap <- 2^(floor(log2(guess * (1 - 2^-40))) - 52) # at a power of two the smaller one, below it
    certain <- leading <= 1e14 & abs(left_over) < (0.5 - 2^-30) * gap * powers[at]
    number[middle[certain]] <- guess[certain]
  }

  # All others: compare exact decimal expansions, digit by digit, with 1101 places behind the point
  # (a double has 1074 at most; digits beyond that only matter by not being zero)
  places <- 1101
  as_digits <- function(text) {
    text <- paste0(strrep("0", max(0, 311 + places - nchar(text))), text)
    utf8ToInt(text) - utf8ToInt("0")
  }
  add_digits <- function(a, b) {
    sums <- a + b
    while (any(sums > 9)) {
      carry <- sums > 9
      sums <- sums - 10 * carry + c(carry[-1], FALSE)
    }
    sums
  }
  expand_double <- function(x) {
    if (is.finite(x)) {
      return(as_digits(sub(".", "", sprintf("%.*f", places, x), fixed = TRUE)))
    }
    add_digits(expand_double(2^1023), expand_double(2^1023))
  }
  expand_decimal <- function(digits, exponent) {
    zeros <- places + exponent
    if (zeros < 0) {
      beyond <- substring(digits, max(1, nchar(digits) + zeros + 2))
      digits <- paste0(substr(digits, 1, nchar(digits) + zeros - 1), if (grepl("[1-9]", beyond)) 1 else 0)
    }
    as_digits(paste0(digits, strrep("0", max(0, zeros))))
  }
  spacing <- function(x) {
    exponent <- if (x > 0) as.numeric(sub(".*p", "", sprintf("%a", x))) else -1022
    2^(max(exponent, -1022) - 52)
  }
  nearest_by_digits <- function(digits, exponent) {
    if (nchar(digits) > 800) {
      # no double, and nothing halfway between two, has so many: those beyond only matter by not being zero
      exponent <- exponent + nchar(digits) - 801
      digits <- paste0(substr(digits, 1, 800), grepl("[1-9]", substring(digits, 801)) + 0)
    }
    magnitude <- nchar(digits) + exponent
    if (magnitude > 310 || magnitude < -330 || digits == "") {
      return(if (magnitude > 0 && digits != "") Inf else 0)
    }
    x <- min(as.numeric(paste0(digits, "e", exponent)), .Machine$double.xmax)
    x <- max(0, x - 8 * spacing(x)) # surely not above the nearest; climb from here
    twice <- add_digits(expand_decimal(digits, exponent), expand_decimal(digits, exponent))
    while (is.finite(x)) {
      above <- x + spacing(x)
      midway <- add_digits(expand_double(x), expand_double(above))
      first <- which(twice != midway)[1] # the leading digit in which they differ
      tie <- is.na(first)
      odd <- (x / spacing(x)) %% 2 == 1
      if (tie && !odd || !tie && twice[first] < midway[first]) {
        break
      }
      x <- above
    }
    x
  }
  for (i in which(is.na(number))) {
    mantissa <- sub(DECIMAL, "\\2", text[i], perl = TRUE)
    digits <- sub("^0+", "", sub(".", "", mantissa, fixed = TRUE))
    number[i] <- nearest_by_digits(digits, exponent[i])
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
