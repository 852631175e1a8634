"""What is written: files that appear whole or not at all, working papers (工作底稿), PDF."""
