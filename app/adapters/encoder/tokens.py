"""The encoder's tokenizer, from the vocabulary that stands in the weight file."""

from functools import cache

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from app.adapters.encoder.weights import Vocabulary, Weights, bundled_file

SPACE = "▁"  # as pieces of text write it
LONGEST = 512  # tokens: the encoder has no more positions


@cache
def bundled_tokenizer() -> Tokenizer:
    """Return the tokenizer of the bundled encoder, which its student reads with too: it is large, and there is one."""
    return build_tokenizer(Weights(bundled_file()).vocabulary)


def begins_word(vocabulary: Vocabulary) -> np.ndarray:
    """Return which pieces begin a word, bool (pieces,): after a space, and each where no spaces are written."""
    return np.array([piece[:1] == SPACE or _without_spaces(piece[:1]) for piece, _score in vocabulary.pieces])


def _without_spaces(letter: str) -> bool:
    return "\u2e80" <= letter < "\uac00" or "\uf900" <= letter < "\ufb00" or letter >= "\uff00"


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Return the unigram tokenizer, cutting texts at 512 tokens and padding nothing."""
    tokenizer = Tokenizer(models.Unigram(vocabulary.pieces, vocabulary.unknown))
    single_spaces = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), single_spaces])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    begin, end = vocabulary.pieces[vocabulary.begin][0], vocabulary.pieces[vocabulary.end][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, vocabulary.begin), (end, vocabulary.end)]
    )
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer
