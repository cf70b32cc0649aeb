"""``python -m cti_conformance.browser``: find a Chromium, or install one."""

from cti_conformance.target.browser.install import main

if __name__ == "__main__":
    main()
