"""What teaches: the lesson, live or recorded, the documents, the site."""
