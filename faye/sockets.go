package faye

import "sync"

// sockets knows the sockets that are open, for the day on which all must close.
type sockets struct {
	shares *shares

	mu   sync.Mutex
	open map[*socket]struct{}

	flushers flushers
	ahead    sync.Pool // of *bufio.Reader, for those that do not doze
}

func (r *sockets) add(k *socket) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open[k] = struct{}{}
}

func (r *sockets) remove(k *socket) {
	r.mu.Lock()
	_, listed := r.open[k]
	delete(r.open, k)
	r.mu.Unlock()
	if listed {
		r.shares.release(k.address)
	}
}

func (r *sockets) len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.open)
}

func (r *sockets) all() []*socket {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make([]*socket, 0, len(r.open))
	for k := range r.open {
		all = append(all, k)
	}
	return all
}
