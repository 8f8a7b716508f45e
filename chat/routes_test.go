package chat

// Routes are the patterns of all routes of the API.
func (m *Module) Routes() (all []string) {
	for _, routes := range []map[string]endpoint{m.v1Routes(), m.v1LongRoutes(), m.seedRoutes(), m.hookRoutes()} {
		for pattern := range routes {
			all = append(all, pattern)
		}
	}
	return all
}
