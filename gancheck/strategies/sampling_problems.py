"""Problems drawn for claims: sampling problems."""

__all__: list[str] = []
