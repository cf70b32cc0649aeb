"""The step definitions, one module per subject.

Steps know a target only through the ports of `cti_conformance.target.target`. Every module here is
loaded with the features, so that every feature finds every step.
"""
