# Numbers as text and back: in hex without losing a bit, in decimals for people.

HEX <- "^[+-]?0x[01](\\.[0-9a-f]{1,13})?p[+-]?[0-9]{1,4}$"
DECIMAL <- "^([+-]?)([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE]([+-]?[0-9]{1,4}))?$"

#' The double nearest to a decimal number, ties to even.
#'
#' @param digits The decimal digits of a whole number, without a sign.
#' @param exponent The power of ten that the whole number is to be multiplied by.
#' @return The nearest double, infinite from 1.7976931348623159e308 on.
#' @source IEEE 754-2019, 5.12; W. D. Clinger, How to read floating point numbers accurately, 1990.
#' @details Both arguments may be vectors. `as.numeric` rounds twice and misses the nearest double
#'   about once in 200,000 decimals, so it only gives a first guess here.
#' @examples
#' sprintf("%a", nearest_double("550586532362976", -15))
#' sprintf("%a", as.numeric("0.550586532362976")) # in R 4.2, one unit in the last place too low
#' @export
nearest_double <- function(digits, exponent) {
  digits <- sub("^0+", "", digits)
  number <- numeric(length(digits))

  # No double, and nothing halfway between two, has more than 800 digits: those beyond only matter by not being zero
  long <- nchar(digits) > 800
  exponent[long] <- exponent[long] + nchar(digits[long]) - 801
  digits[long] <- paste0(substr(digits[long], 1, 800), grepl("[1-9]", substring(digits[long], 801)) + 0)

  # 15 digits and 22 places or fewer: both factors are exact, so one operation rounds once
  powers <- cumprod(c(1, rep(10, 22)))
  short <- nchar(digits) <= 15 & abs(exponent) <= 22
  whole <- as.numeric(paste0("0", digits[short]))
  power <- powers[abs(exponent[short]) + 1]
  number[short] <- ifelse(exponent[short] < 0, whole / power, whole * power)

  # The spacing of the doubles at x
  spacing <- function(x) {
    exponent <- ifelse(x > 0, as.numeric(sub(".*p", "", sprintf("%a", x))), -1022)
    2^(pmax(exponent, -1022) - 52)
  }

  # 30 digits and 22 places or fewer: a guess is the nearest if what is left over, computed with twice
  # the digits, is clearly less than half a spacing
  split_product <- function(a, b) {
    split <- function(x) (x * 134217729) - (x * 134217729 - x)
    high <- a * b
    a1 <- split(a)
    b1 <- split(b)
    list(high = high, low = ((a1 * b1 - high) + a1 * (b - b1) + (a - a1) * b1) + (a - a1) * (b - b1))
  }
  middle <- which(!short & nchar(digits) <= 30 & exponent <= 0 & exponent >= -22)
  guess <- as.numeric(paste0(digits[middle], "e", exponent[middle], recycle0 = TRUE))
  power <- powers[1 - exponent[middle]]
  leading <- as.numeric(substr(digits[middle], 1, nchar(digits[middle]) - 15))
  trailing <- as.numeric(substring(digits[middle], nchar(digits[middle]) - 14))
  whole <- split_product(leading, 1e15)
  guessed <- split_product(guess, power)
  left_over <- (whole$high - guessed$high) + trailing + (whole$low - guessed$low)
  gap <- spacing(guess)
  certain <- abs(left_over) < 0.499 * gap * power & guess != gap * 2^52 # below a power of two the gap halves
  number[middle] <- ifelse(certain, guess, NA)

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

  for (i in which(!short & !(seq_along(digits) %in% middle[certain]))) {
    magnitude <- nchar(digits[i]) + exponent[i]
    if (magnitude > 310 || magnitude < -330) {
      number[i] <- if (magnitude > 0 && nzchar(digits[i])) Inf else 0
      next
    }
    x <- min(as.numeric(paste0(digits[i], "e", exponent[i])), .Machine$double.xmax)
    x <- max(0, x - 8 * spacing(x)) # surely not above the nearest; climb from here
    twice <- add_digits(expand_decimal(digits[i], exponent[i]), expand_decimal(digits[i], exponent[i]))
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
    number[i] <- x
  }
  number
}

#' The double that a number's text stands for, correctly rounded.
#'
#' @param text A C99 hex float such as 0x1.8p-1, or a decimal such as 3, -0.75 or 7.5e-1.
#' @return The number, or none if the text is no number or not a finite one.
#' @source C99 7.20.1.3 for hex; IEEE 754-2019 5.12 for correct rounding.
#' @details `text` may be a vector; none is `NA`.
#' @examples
#' parse_number(c("0x1.8p-1", "3", "three"))
#' @export
parse_number <- function(text) {
  number <- rep(NA_real_, length(text))

  hex <- grep(HEX, text, useBytes = TRUE)
  exponent <- pmin(pmax(as.numeric(sub(".*p", "", text[hex])), -2000), 2000)
  half <- trunc(exponent / 2) # R cannot reach subnormals in one go
  number[hex] <- as.numeric(sub("p.*", "p0", text[hex])) * 2^half * 2^(exponent - half)

  decimal <- grep(DECIMAL, text, useBytes = TRUE)
  mantissa <- sub(DECIMAL, "\\2", text[decimal])
  exponent <- as.numeric(sub("^$", "0", sub(DECIMAL, "\\4", text[decimal])))
  places <- nchar(sub("^[0-9]*\\.?", "", mantissa))
  sign <- ifelse(startsWith(text[decimal], "-"), -1, 1)
  number[decimal] <- sign * nearest_double(sub(".", "", mantissa, fixed = TRUE), exponent - places)

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
#' @export
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
#' @export
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

#' What was found, as an error line quotes it.
#'
#' @param text Any text, of a file or of an argument.
#' @return The text between quotes, no longer than 40 bytes, each byte that is not printable ASCII as
#'   its hex code.
#' @source nnref; a line that is one line whatever is in the file.
#' @examples
#' show_text("1,5")
#' show_text("tab\t")
#' @export
show_text <- function(text) {
  found <- as.integer(charToRaw(text))
  if (length(found) > 40) {
    found <- c(found[1:37], utf8ToInt("..."))
  }
  printable <- found >= 32 & found < 127
  shown <- ifelse(printable, intToUtf8(pmax(found, 32), multiple = TRUE), sprintf("\\x%02x", found))
  paste0("'", paste(shown, collapse = ""), "'")
}

#' A text that stays on one line of a terminal, whatever it holds.
#'
#' @param text Any text.
#' @return The text, each control character as its hex code, and all that is not ASCII where it is not UTF-8.
#' @source nnref; a path may hold a line feed, or a code that moves the cursor.
#' @examples
#' escape_controls("a\nb")
#' @export
escape_controls <- function(text) {
  bytes <- as.integer(charToRaw(text))
  control <- bytes < 32 | bytes == 127
  if (validUTF8(text)) {
    first <- bytes == 0xc2 & c(bytes[-1], 0) %in% 0x80:0x9f # U+0080 to U+009F
    control <- control | first | c(FALSE, first)[seq_along(bytes)]
  } else {
    control <- control | bytes > 127
  }
  if (!any(control)) {
    return(text)
  }
  escaped <- as.list(bytes)
  escaped[control] <- lapply(sprintf("\\x%02x", bytes[control]), utf8ToInt)
  rawToChar(as.raw(unlist(escaped)))
}
