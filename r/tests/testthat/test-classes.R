test_that("the class is the largest output, the first of equal ones, counted from 0", {
  expect_identical(predicted_class(rbind(c(0.1, 0.7, 0.2), c(0.4, 0.4, 0.2), c(0, 0, 1))), cbind(c(1, 0, 2)))
  expect_identical(predicted_class(rbind(c(0.5, 0.5 + 2^-50))), cbind(1)) # near is not equal
})

test_that("a single output is class 1 above a half", {
  expect_identical(predicted_class(cbind(c(0, 0.5, 0.5 + 2^-53, 1))), cbind(c(0, 0, 1, 1)))
})

test_that("the confusion matrix has the truth in rows and the prediction in columns, all classes in both", {
  expect_identical(
    confusion_matrix(cbind(c(1, 0, 1, 1)), cbind(c(0.9, 0.2, 0.4, 0.3))),
    rbind(c(1, 0), c(2, 1))
  )
  y <- diag(3)[c(1, 2, 2), ]
  output <- diag(3)[c(1, 1, 2), ]
  expect_identical(confusion_matrix(y, output), rbind(c(1, 0, 0), c(1, 1, 0), c(0, 0, 0)))
  expect_identical(confusion_matrix(cbind(1), cbind(1)), rbind(c(0, 0), c(0, 1)))
})
