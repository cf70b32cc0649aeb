"""All defects of the clients."""

from clients import python_answers, python_requests, shell_mutants

MUTANTS = (*python_requests.MUTANTS, *python_answers.MUTANTS, *shell_mutants.MUTANTS)
