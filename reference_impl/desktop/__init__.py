"""The desktop page: its files, its API, and click to dial."""
