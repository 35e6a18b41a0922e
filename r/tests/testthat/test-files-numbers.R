bits_of <- function(x) {
  apply(bit_parts(x), 2, paste, collapse = " ")
}

# Doubles of every kind: random bit patterns, subnormals, every power of two, whole ones, extremes
some_doubles <- function() {
  set.seed(42)
  bytes <- as.raw(sample(0:255, 8 * 3000, replace = TRUE))
  patterns <- readBin(bytes, "double", n = 3000, endian = "little")
  powers <- 2^(-1022:1023)
  subnormals <- 2^-1022 * (sample(2^20, 200) - 1) / 2^20
  whole <- floor(stats::runif(500, -2^40, 2^40))
  extremes <- c(0, -0, 2^-1074, -2^-1074, 2^-1022, .Machine$double.xmax, 2^53 - 1, 2^53, 2^53 + 2, -2^53)
  x <- c(patterns, powers, -powers, subnormals, whole, extremes, stats::runif(500))
  x[is.finite(x)]
}

test_that("a number's text gives back its bits", {
  x <- some_doubles()
  expect_gt(length(x), 7000)
  texts <- format_number(x)
  expect_identical(bits_of(parse_number(texts)), bits_of(x))
})

test_that("a number has one spelling", {
  numbers <- c(0, 42, -3, 2^53 - 1, 0.1, -0.75, 2^53, -0, 2^-1022, 2^-1074, .Machine$double.xmax)
  texts <- c(
    "0",
    "42",
    "-3",
    "9007199254740991",
    "0x1.999999999999ap-4",
    "-0x1.8p-1",
    "0x1p+53",
    "-0x0p+0",
    "0x1p-1022",
    "0x0.0000000000001p-1022",
    "0x1.fffffffffffffp+1023"
  )
  expect_identical(format_number(numbers), texts)
  expect_identical(bits_of(parse_number(texts)), bits_of(numbers))
})

test_that("hex of any spelling is read, subnormals rounded to even", {
  texts <- c("0x0.8p1", "0x1p0010", "+0x1p0", "-0x0p0", "0x1p-1074", "0x1p-1075", "0x1.8p-1074", "0x1p-9999")
  expected <- c(1, 1024, 1, -0, 2^-1074, 0, 2^-1073, 0)
  expect_identical(bits_of(parse_number(texts)), bits_of(expected))
})

test_that("decimals are read as they are usually written", {
  texts <- c("10", "-10", "+3", "007", "1.", ".5", "1E3", "1e+2", "25e-1", "-0", "-0.0", "-1e-400", "0e9999")
  expected <- c(10, -10, 3, 7, 1, 0.5, 1000, 100, 2.5, -0, -0, -0, 0)
  expect_identical(bits_of(parse_number(texts)), bits_of(expected))
})

test_that("what is no finite number is NA", {
  texts <- c("", " ", "-", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "one", "1_000", "1d5", "1L", "0b1")
  words <- c("NaN", "Inf", "-inf", "NA", "TRUE")
  hex <- c("0x", "0x1", "0x10", "0x1.8", "0x2p0", "0x1.p0", "0X1p0", "0x1P0", "0x1.Ap0", "0x1.00000000000000p0")
  large <- c("0x1p1024", "-0x1p1024", "0x1p9999", "1e309", "1.7976931348623159e308", "1e9999", "1e99999")
  for (text in c(texts, words, hex, large, NA)) {
    expect_identical(parse_number(text), NA_real_, info = text)
  }
})

test_that("vectors are read and written element by element, none included", {
  expect_identical(parse_number(c("0x1.8p-1", "three", "3", NA)), c(0.75, NA, 3, NA))
  expect_identical(parse_number(character()), numeric())
  expect_identical(format_number(c(3, 0.75)), c("3", "0x1.8p-1"))
  expect_length(format_number(numeric()), 0)
})

test_that("decimals that R itself misreads are read to the nearest double", {
  expect_identical(sprintf("%a", parse_number("0.550586532362976")), "0x1.19e67a5c3beb1p-1")
})

test_that("decimals are read right whatever as.numeric makes of them", {
  # as.numeric differs between machines by the width of their registers; nothing may hang on more than whole
  # numbers of 15 digits, which all of them read alike
  decimals <- c("29.6566800487510864314799619023688137531280517578125", "1.2483902054349073e-293", "1e23", "5e-324")
  decimals <- c(decimals, "1.2345678901234567890e-300", "0.550586532362976", "123456789012345", "7.5e-1", "1e-22")
  expected <- c(0x1.da81c2f055254p+4, 0x1.fe46f1419a7a4p-974, 0x1.52d02c7e14af6p+76, 2^-1074)
  expected <- c(expected, 0x1.a74fe1c1e8908p-997, 0x1.19e67a5c3beb1p-1, 123456789012345, 0.75, 0x1.e392010175ee6p-74)
  spoils <- list(
    high = function(x) x * (1 + 5000 * 2^-52),
    low = function(x) x * (1 - 5000 * 2^-52),
    half = function(x) x / 2,
    zero = function(x) x * 0,
    infinite = function(x) x / 0
  )
  for (name in c("none", names(spoils))) {
    read <- nearest_double
    environment(read) <- list2env(
      list(as.numeric = function(text) {
        plain <- grepl("^[+-]?[0-9]{1,15}$", text)
        ifelse(plain | name == "none", base::as.numeric(text), spoils[[name]](base::as.numeric(text)))
      }),
      parent = environment(nearest_double)
    )
    expect_identical(read(decimals), expected, info = name)
  }
})

test_that("decimals far from 1 take no longer than others", {
  far <- c(rep(sprintf("1.2345678901234567%03de-300", 1:500)), sprintf("1.2345678901234567%03de40", 1:500))
  expect_lt(system.time(nearest_double(far))[["user.self"]], 1) # 5 s in R's own loops over digits
})

test_that("a decimal halfway between two doubles goes to the even one, and its neighbours to theirs", {
  # 2^53 + 1 and 2^53 + 3 lie halfway; 2^-1075 does so between 0 and the smallest subnormal
  expect_identical(nearest_double("9007199254740993"), 2^53)
  expect_identical(nearest_double("9007199254740995"), 2^53 + 4)
  expect_identical(nearest_double("9007199254740993.00000000000000000000001"), 2^53 + 2)
  expect_identical(nearest_double("9007199254740992.99999999999999999999999"), 2^53)
  expect_identical(nearest_double(c("24703282292062327e-340", "24703282292062328e-340")), c(0, 2^-1074))
  exact <- sub("^0.0*", "", sprintf("%.1074f", 2^-1074))
  expect_identical(nearest_double(paste0(exact, c("e-1074", "5e-1075"))), c(2^-1074, 2^-1074))
  beyond <- paste0("9007199254740993", strrep("0", 900), c("e-900", "1e-901"))
  expect_identical(nearest_double(beyond), 2^53 + c(0, 2))
})

test_that("decimals at the ends of the range are read", {
  expect_identical(nearest_double("17976931348623157e292"), .Machine$double.xmax)
  expect_identical(nearest_double("17976931348623158e292"), .Machine$double.xmax)
  expect_identical(nearest_double("17976931348623159e292"), Inf)
  expect_identical(nearest_double(c("1e400", "1e-400", "0e500")), c(Inf, 0, 0))
  expect_identical(bits_of(nearest_double("22250738585072011e-324")), bits_of(2^-1022 - 2^-1074))
  expect_identical(nearest_double(paste0(strrep("9", 400), "e-400")), 1)
  expect_identical(nearest_double(paste0("1", strrep("0", 1200), "e-1200")), 1)
  expect_identical(nearest_double(paste0("1", strrep("0", 1200), "1e-1201")), 1)
})

test_that("decimals with 17 digits give back the double that they were printed from", {
  set.seed(7)
  x <- c(stats::runif(500), stats::runif(100) * 10^sample(-300:300, 100))
  texts <- sprintf("%.17g", x)
  expect_identical(bits_of(parse_number(texts)), bits_of(x))
})

test_that("decimals for people line up, hide the sign of zero, and show large values with an exponent", {
  expect_identical(format_decimals(rbind(c(0.5, -1e-12))), rbind(c("0.50000000", "0.00000000")))
  expect_identical(format_decimals(cbind(c(1, -0)), exact = TRUE), cbind(c("1", "0")))
  expect_identical(format_decimals(cbind(c(1, 0.5)), exact = TRUE), cbind(c("1.00000000", "0.50000000")))
  expect_identical(format_decimals(cbind(1)), cbind("1.00000000"))
  expect_identical(format_decimals(rbind(c(1e6, 1))), rbind(c("1.00000000e+06", "1.00000000e+00")))
  expect_identical(dim(format_decimals(matrix(0, 2, 3))), c(2L, 3L))
})

test_that("what was found is quoted on one line, at most 40 bytes long", {
  expect_identical(show_text("1,5"), "'1,5'")
  expect_identical(show_text("tab\t"), "'tab\\x09'")
  expect_identical(show_text(""), "''")
  expect_identical(show_text(strrep("x", 40)), paste0("'", strrep("x", 40), "'"))
  expect_identical(show_text(strrep("x", 41)), paste0("'", strrep("x", 37), "...'"))
  expect_identical(show_text("k\u00e4se"), "'k\\xc3\\xa4se'")
})

test_that("control characters do not reach the terminal, other bytes do", {
  expect_identical(escape_controls("a\nb\x1b[2J\x7f"), "a\\x0ab\\x1b[2J\\x7f")
  expect_identical(charToRaw(escape_controls("k\u00e4se")), charToRaw("k\u00e4se"))
  expect_identical(escape_controls(""), "")
  expect_identical(escape_controls("\u009b2J"), "\\xc2\\x9b2J")
  expect_identical(escape_controls("\u00c2"), "\u00c2")
  expect_identical(escape_controls("k\xe4se\n"), "k\\xe4se\\x0a")
})
