"""Reads comments and codebooks from the files of any survey tool: .csv, .tsv, .xlsx, .jsonl and .json."""

from app.adapters.comment_files.codes import read_codebook
from app.adapters.comment_files.comments import read_comments
from app.adapters.comment_files.tables import CommentFileError

__all__ = ["CommentFileError", "read_codebook", "read_comments"]
