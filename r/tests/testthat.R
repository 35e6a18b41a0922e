library(testthat)
library(nnref)

test_check("nnref")
