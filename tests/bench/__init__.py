"""The benchmark behind `make bench`: nnref beside other libraries, in one run, each in a process of its own."""
