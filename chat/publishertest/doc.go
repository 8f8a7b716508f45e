// Package publishertest holds a chat.Publisher to every promise of its interface.
//
//	func TestPublisher(t *testing.T) {
//		publishertest.Run(t, func(t *testing.T) publishertest.Node {
//			p := mybus.New(...)
//			return publishertest.Node{Publisher: p, Subscribe: func(room chat.RoomID) <-chan chat.Event { ... }}
//		})
//	}
//
// Each promise gets a fresh Node.
package publishertest
