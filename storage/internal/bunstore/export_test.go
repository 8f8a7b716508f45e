package bunstore

// MaxBatch is how many changes share a transaction at most.
const MaxBatch = maxBatch
