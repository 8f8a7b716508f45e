// Package memory keeps a chat in the memory of the process: for tests, for trying
// things out, and as the plainest reading of what chat.Storage promises.
//
//	store := memory.New()
//	m, err := chat.New(store, authn, nil)
//
// It keeps every promise of a database but one: what it knows ends with the process.
package memory
