"""``python -m cti_conformance.browser``: look for a Chromium, and install one if there is none."""

from cti_conformance.target.browser.install import main

if __name__ == "__main__":
    main()
