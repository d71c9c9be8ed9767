"""Build the encoder's model, so that the first analysis need not."""

from app.adapters.encoder import build_model, default_cache_dir

if __name__ == "__main__":
    print(f"The encoder is ready: {build_model(default_cache_dir())}")
