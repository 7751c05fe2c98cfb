"""Problems drawn for claims: loss problems."""

__all__: list[str] = []
