package main

import (
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"syscall"
)

// epoll is a poller that spends one system call on each delivery and switches no
// goroutine, so that the load takes less of the machine than the server does.
type epoll struct {
	fd    int
	mu    sync.Mutex
	open  []*watched // by file descriptor
	ended bool
	done  chan struct{}
	wake  [2]int // a pipe: closing the far end ends the loop
}

// newPoller makes the cheapest poller that can read the connections.
func newPoller(secure bool) (poller, error) {
	if secure {
		return newGoroutines(), nil
	}
	fd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	e := &epoll{fd: fd, done: make(chan struct{})}
	if err := syscall.Pipe2(e.wake[:], syscall.O_CLOEXEC|syscall.O_NONBLOCK); err != nil {
		_ = syscall.Close(fd)
		return nil, err
	}
	ev := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(e.wake[0])}
	if err := syscall.EpollCtl(fd, syscall.EPOLL_CTL_ADD, e.wake[0], &ev); err != nil {
		return nil, err
	}
	go e.loop()
	return e, nil
}

// add takes over a connection: a copy of its descriptor is watched here, and the
// original closed, or the runtime would watch it as well.
func (e *epoll) add(c net.Conn, h handler) error {
	defer c.Close()
	fd, err := copyOf(c)
	if err != nil {
		return err
	}
	w := &watched{epoll: e, fd: fd, h: h}
	h.attached(w)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended {
		_ = syscall.Close(fd)
		return net.ErrClosed
	}
	for len(e.open) <= fd {
		e.open = append(e.open, nil)
	}
	e.open[fd] = w
	ev := syscall.EpollEvent{Events: syscall.EPOLLIN | syscall.EPOLLRDHUP, Fd: int32(fd)}
	return syscall.EpollCtl(e.fd, syscall.EPOLL_CTL_ADD, fd, &ev)
}

func copyOf(c net.Conn) (fd int, err error) {
	plain, ok := c.(syscall.Conn)
	if !ok {
		return -1, errors.New("not a plain TCP connection")
	}
	raw, err := plain.SyscallConn()
	if err != nil {
		return -1, err
	}
	gone := raw.Control(func(old uintptr) {
		if fd, err = syscall.Dup(int(old)); err == nil {
			syscall.CloseOnExec(fd)
		}
	})
	return fd, errors.Join(gone, err)
}

func (e *epoll) loop() {
	defer close(e.done)
	events := make([]syscall.EpollEvent, 256)
	buf := make([]byte, 64<<10)
	for {
		n, err := syscall.EpollWait(e.fd, events, -1)
		if err != nil && !errors.Is(err, syscall.EINTR) {
			return
		}
		for _, ev := range events[:max(n, 0)] {
			if int(ev.Fd) == e.wake[0] {
				return
			}
			e.mu.Lock()
			w := e.open[ev.Fd]
			e.mu.Unlock()
			if w != nil {
				w.event(ev.Events, buf)
			}
		}
	}
}

func (e *epoll) close() {
	_ = syscall.Close(e.wake[1])
	<-e.done
	e.mu.Lock()
	e.ended = true
	open := slices.Clone(e.open)
	e.mu.Unlock()
	for _, w := range open {
		if w != nil {
			w.close()
		}
	}
	_ = syscall.Close(e.wake[0])
	_ = syscall.Close(e.fd)
}

// watched is a connection of epoll.
type watched struct {
	epoll *epoll
	h     handler

	mu     sync.Mutex // for writing and closing
	fd     int
	queue  []byte
	closed bool
}

func (w *watched) event(events uint32, buf []byte) {
	if events&syscall.EPOLLOUT != 0 {
		w.drain()
	}
	if events&^uint32(syscall.EPOLLOUT) == 0 {
		return
	}
	n, err := w.read(buf)
	switch {
	case n > 0:
		w.h.readable(buf[:n])
	case err == nil:
		w.fail(io.EOF)
	case err != syscall.EAGAIN && err != syscall.EINTR && err != syscall.EBADF: //nolint:errorlint // bare numbers, on the hottest path
		w.fail(err)
	}
}

// read may race with a close by somebody else: then there is nothing to read.
func (w *watched) read(buf []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return -1, syscall.EBADF
	}
	return syscall.Read(w.fd, buf)
}

func (w *watched) fail(err error) {
	w.close()
	w.h.broken(err)
}

func (w *watched) write(p []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.closed:
		return net.ErrClosed
	case len(w.queue)+len(p) > maxUnsent:
		return errUnsent
	case len(w.queue) > 0:
		w.queue = append(w.queue, p...)
		return nil
	}
	n, err := syscall.Write(w.fd, p)
	if err != nil && !errors.Is(err, syscall.EAGAIN) {
		return err
	}
	if n = max(n, 0); n < len(p) {
		w.queue = append(w.queue, p[n:]...)
		return w.watch(syscall.EPOLLIN | syscall.EPOLLRDHUP | syscall.EPOLLOUT)
	}
	return nil
}

func (w *watched) watch(events uint32) error {
	ev := syscall.EpollEvent{Events: events, Fd: int32(w.fd)}
	return syscall.EpollCtl(w.epoll.fd, syscall.EPOLL_CTL_MOD, w.fd, &ev)
}

func (w *watched) drain() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	n, _ := syscall.Write(w.fd, w.queue) // an error shows when reading
	if n > 0 {
		w.queue = w.queue[n:]
	}
	if len(w.queue) == 0 {
		w.queue = nil
		_ = w.watch(syscall.EPOLLIN | syscall.EPOLLRDHUP)
	}
}

func (w *watched) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	w.closed = true
	w.epoll.mu.Lock()
	w.epoll.open[w.fd] = nil
	w.epoll.mu.Unlock()
	_ = syscall.Close(w.fd)
}
