"""A story's path in, a book out: the seven steps in order, what is kept between builds, and where books lie."""
