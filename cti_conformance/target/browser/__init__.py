"""A real browser: where it is found, what is looked for on a page, and the desktops open in it.

Playwright is imported only where a browser is started, so that other runs do not pay for it.
"""
