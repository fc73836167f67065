"""Parts of a running centre are killed in the middle of work: nothing is lost or done twice."""
