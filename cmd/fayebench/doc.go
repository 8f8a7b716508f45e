// Command fayebench puts load on a Bayeux server, any Bayeux server, and measures
// how it bears it.
//
//	fayebench run --url http://127.0.0.1:8000/faye --pid 4711 --clients 1000 --rate 20
//	fayebench run --url http://127.0.0.1:8000/faye --transport long-polling --window 16
//	fayebench idle --url http://127.0.0.1:8000/faye --pid 4711 --clients 10000
//	fayebench compare
//
// With --rate it publishes on a fixed schedule, whatever the server does, and
// counts each latency from when the publication was due: a server that stands
// still for a second cannot hide it by being sent less. With --window it sends the
// next publication when one has reached everybody, and finds what a server can do.
// Every delivery is known by its number in its channel, so that lost, repeated and
// reordered ones are counted as well. With the server's --pid it tells the CPU time
// and the memory that the server used; both come from /proc, and need Linux.
//
// The clients are made to take less of the machine than the server: one thread
// waits for all connections with epoll, reads with one system call whatever has
// come, finds the stamps in it without parsing JSON, and answers only what must be
// answered. Elsewhere than on Linux, and over TLS, a goroutine reads each of them.
//
// It stops by itself, after a time and if wanted a number of publications, and puts
// load on no other machine than its own unless told to.
//
// The command compare starts Parley's server, a plain hub made with gorilla/websocket
// and npm faye, each in a process of its own, one after another and several times
// over, over WebSockets and over long-polling, and prints the medians and their
// ratios: what else the machine does in the meantime then hits all alike. CPU time
// says more than wall time on such a machine. Parley has goals there; beside each
// stands whether it was met. One that was missed, and any loss, makes it exit with 1.
// README.md has a run, and what the goals are.
package main
