test_that("what fits is let through, and what never does is refused with what it needs", {
  expect_gt(memory_left(), 1e6)
  expect_error(check_memory(1e5, "a matrix"), NA)
  skip_if(is.infinite(memory_left()))
  line <- "a matrix: expected to fit into memory, found that it needs 800000000.0 GB or more"
  expect_refused(check_memory(1e17, "a matrix"), line)
})

test_that("a network is refused by its sizes, a batch counts for what is computed from it", {
  sizes <- c(sample = 1e9, feature = 4, `hidden neuron` = 1e6, output = 1)
  expect_error(check_network_memory("article", c(sizes[-1], sample = 3)), NA)
  skip_if(is.infinite(memory_left()))
  shown <- "the article network with 1000000000 samples, 4 features, 1000000 hidden neurons, 1 outputs"
  needs <- "expected to fit into memory, found that it needs"
  expect_refused(check_network_memory("article", sizes), sprintf("%s: %s 40000040.1 GB or more", shown, needs))
  expect_refused(check_network_memory("article", sizes, 10), sprintf("%s: %s 16000016.1 GB or more", shown, needs))
})
