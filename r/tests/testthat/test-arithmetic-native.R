# Each set of operations on whole numbers, where every order of adding gives the same exact result
A <- rbind(c(1, 2, 3), c(4, 5, 6))
B <- rbind(c(1, -1), c(2, 0), c(0, 3))

for (arithmetic in arithmetics) {
  test_that(paste("products are exact on whole numbers:", arithmetic$name), {
    expected <- rbind(c(5, 8), c(14, 14))
    expect_identical(arithmetic$dot(A, B), expected)
    expect_identical(arithmetic$dot_at_b(t(A), B), expected)
    expect_identical(arithmetic$dot_a_bt(A, t(B)), expected)
  })

  test_that(paste("one row, one column and one value stay matrices:", arithmetic$name), {
    row <- rbind(c(1, 2, 3))
    column <- cbind(c(1, 2, 3))
    expect_identical(arithmetic$dot(row, column), cbind(14))
    expect_identical(arithmetic$dot(column, row), rbind(1:3, 2 * 1:3, 3 * 1:3) + 0)
    expect_identical(arithmetic$dot_at_b(column, column), cbind(14))
    expect_identical(arithmetic$dot_at_b(row, row), arithmetic$dot(column, row))
    expect_identical(arithmetic$dot_a_bt(row, row), cbind(14))
    expect_identical(arithmetic$dot_a_bt(column, column), arithmetic$dot(column, row))
    expect_identical(arithmetic$column_sums(row), row)
    expect_identical(arithmetic$column_sums(column), cbind(6))
    expect_identical(arithmetic$add_bias(column, cbind(10)), column + 10)
    expect_identical(arithmetic$add_bias(row, row), 2 * row)
    for (one in list(row, column, cbind(1))) {
      expect_identical(dim(arithmetic$exp(one)), dim(one))
      expect_identical(dim(arithmetic$tanh(one)), dim(one))
      expect_identical(dim(arithmetic$log1p(one)), dim(one))
    }
  })

  test_that(paste("a bias is added to each row, not recycled down the columns:", arithmetic$name), {
    bias <- rbind(c(10, 20, 30))
    expect_identical(arithmetic$add_bias(A, bias), rbind(c(11, 22, 33), c(14, 25, 36)))
    square <- matrix(0, 3, 3)
    expect_identical(arithmetic$add_bias(square, bias), rbind(bias, bias, bias))
  })

  test_that(paste("columns are summed, not rows:", arithmetic$name), {
    expect_identical(arithmetic$column_sums(A), rbind(c(5, 7, 9)))
    expect_identical(arithmetic$column_sums(matrix(1, 5, 2)), rbind(c(5, 5)))
    expect_identical(arithmetic$mean(A), 3.5)
  })

  test_that(paste("functions have their exact values and limits:", arithmetic$name), {
    expect_identical(arithmetic$exp(rbind(c(0, 1000, -1000))), rbind(c(1, Inf, 0)))
    expect_identical(arithmetic$tanh(rbind(c(0, 1000, -1000))), rbind(c(0, 1, -1)))
    expect_identical(arithmetic$log1p(rbind(c(0, 1e-30))), rbind(c(0, 1e-30)))
    # e, tanh(1/2) and log(2), correctly rounded
    expect_within_bound(compare_activation("exp", cbind(2.718281828459045), arithmetic$exp(cbind(1)), FALSE))
    expect_within_bound(compare_activation("tanh", cbind(0.46211715726000979), arithmetic$tanh(cbind(0.5)), FALSE))
    expect_within_bound(compare_activation("log1p", cbind(0.69314718055994529), arithmetic$log1p(cbind(1)), FALSE))
  })

  test_that(paste("infinities and NaN are carried on, not hidden:", arithmetic$name), {
    expect_true(is.nan(arithmetic$exp(cbind(NaN))))
    expect_identical(arithmetic$exp(cbind(c(Inf, -Inf))), cbind(c(Inf, 0)))
    expect_identical(arithmetic$dot(cbind(1e200), cbind(1e200)), cbind(Inf))
  })
}

test_that("each set knows its name", {
  expect_identical(vapply(arithmetics, `[[`, "", "name"), c(native = "native", portable = "portable"))
  expect_identical(names(native), names(portable))
})

test_that("each operation of a set is the function of that name", {
  for (operation in setdiff(names(native), "name")) {
    arguments <- list(rbind(c(0.25, 0.5)), rbind(c(1, 3)))
    if (operation == "dot") {
      arguments[[2]] <- cbind(c(1, 3))
    }
    if (operation %in% c("column_sums", "mean", "exp", "tanh", "log1p")) {
      arguments <- arguments[1]
    }
    named <- get(paste0("native_", operation))
    expect_identical(do.call(native[[operation]], arguments), do.call(named, arguments), info = operation)
  }
})
