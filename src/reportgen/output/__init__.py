"""Makes and delivers the finished files: working papers (工作底稿), PDF, and the writing of all files or none."""
