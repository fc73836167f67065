"""The API: the same verbs as the pages, under the same rights."""
