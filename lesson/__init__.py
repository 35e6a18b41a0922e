"""What teaches: the lesson, the documents, the site."""
