"""The documents for a class: one text, executed in both languages, in every form that a teacher may want."""
