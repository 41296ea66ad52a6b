"""What is between lines: ruby, and marks under names, titles and emphasis."""
