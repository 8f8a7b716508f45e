package chat

// Remembered is how many people a module keeps in mind who type or are there.
func (m *Module) Remembered() int {
	m.live.typing.mu.Lock()
	defer m.live.typing.mu.Unlock()
	m.live.presence.mu.Lock()
	defer m.live.presence.mu.Unlock()
	return len(m.live.typing.rooms) + len(m.live.typing.in) + len(m.live.presence.people)
}
