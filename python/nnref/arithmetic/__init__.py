"""The operations in which the two languages differ, native and portable."""
