"""From the ledger to scores: SQL folds facts into tallies, the pure engine turns tallies into lines."""
