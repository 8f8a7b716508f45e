package drivertest

import "sync"

// A Spy collects the queries of a store. Its zero value has none.
type Spy struct {
	mu      sync.Mutex
	queries []string
}

// Note takes a query down.
func (s *Spy) Note(query string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queries = append(s.queries, query)
}

// Take returns what was noted since it was last called, but for what only begins and ends
// transactions.
func (s *Spy) Take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var queries []string
	for _, q := range s.queries {
		if q != "BEGIN" && q != "COMMIT" && q != "ROLLBACK" {
			queries = append(queries, q)
		}
	}
	s.queries = nil
	return queries
}
