package chat

// Preferences are what a user keeps from others. The zero value keeps nothing.
type Preferences struct {
	// HidePresence keeps others from seeing whether the user is there, or types.
	HidePresence bool
	// HideReads keeps others from seeing how far the user has read.
	HideReads bool
}
