"""A real browser: how it is found, the windows open in it, and how their pages are read.

Playwright is imported only where a browser is started, so that other runs do not pay for it.
"""
