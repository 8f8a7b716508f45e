package bunstore

// MaxBatch is how many changes share a transaction at most.
const MaxBatch = maxBatch

// The hot queries that name every column of a table.
const (
	InsertMessageQuery = insertMessageQuery
	InsertEventQuery   = insertEventQuery
)
